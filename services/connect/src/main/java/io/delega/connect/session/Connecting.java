package io.delega.connect.session;

import io.delega.api.ProblemException;
import io.delega.connect.ConnectConfig;
import io.delega.connect.Secrecy;
import io.delega.connect.integration.Integration;
import io.delega.connect.integration.Integrations;
import io.delega.connect.provider.KnownProvider;
import io.delega.connect.provider.Providers;
import io.delega.connect.remote.Remote;
import io.delega.connect.remote.VaultApi;
import io.delega.tracing.Traces;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** What happens between the press of the button and the stored outcome. */
@ApplicationScoped
public class Connecting {
  @Inject Attempts attempts;
  @Inject Integrations integrations;
  @Inject Providers providers;
  @Inject Completion completion;
  @Inject @RestClient VaultApi vault;
  @Inject ConnectConfig config;
  @Inject Traces traces;

  /** How the client goes on. */
  public sealed interface Next {
    /** To the provider's own login. */
    record AtProvider(String url) implements Next {
      @Override
      public String toString() {
        return "AtProvider[redacted]";
      }
    }

    /** By typing a key on our page, which goes straight to token-vault. */
    record TypeKey(String ticket) implements Next {
      @Override
      public String toString() {
        return "TypeKey[redacted]";
      }
    }
  }

  /** How an attempt ended, or that it has not. */
  public enum Result {
    /** The account is connected. */
    DONE,
    /** The provider did not accept; the client may try again. */
    REFUSED,
    /** The provider, or token-vault, does not answer; the client may try again. */
    NO_ANSWER,
    /** The session was over in the meantime; nothing was kept. */
    TOO_LATE
  }

  /** The integration and provider of a session; empty when the agency has removed one of them. */
  public Uni<Optional<Setup>> setup(ConnectSession session) {
    return integrations
        .find(session.agency, session.integration)
        .chain(
            found ->
                found.isEmpty()
                    ? Uni.createFrom().item(Optional.empty())
                    : providers
                        .find(session.agency, found.get().provider)
                        .map(known -> known.map(k -> new Setup(found.get(), k))));
  }

  /** What a session connects to. */
  public record Setup(Integration integration, KnownProvider provider) {}

  /**
   * Begins an attempt: it is stored before token-vault hears of it.
   *
   * @throws ProblemException 410 when the session has ended, 409 {@code
   *     integration_secret_missing}, 502 {@code provider_unavailable}
   */
  public Uni<Next> begin(ConnectSession session, Setup setup, Secrecy browser, String locale) {
    Secrecy state = Secrecy.create();
    return attempts
        .begin(session.id, state, browser)
        .chain(
            attempt ->
                vault
                    .start(authorization(session, setup, attempt, state, locale))
                    .onFailure()
                    .call(() -> attempts.move(attempt.id, Attempt.Status.FAILED, "not_started"))
                    .onFailure()
                    .transform(Connecting::beginFailure)
                    .chain(started -> next(attempt, started)));
  }

  private Uni<Next> next(Attempt attempt, VaultApi.Started started) {
    if (started.authorizationUrl() != null) {
      return Uni.createFrom().item(new Next.AtProvider(started.authorizationUrl()));
    }
    // The key may arrive at token-vault without the browser ever coming back: ask for the outcome.
    return attempts
        .move(attempt.id, Attempt.Status.EXCHANGING, null)
        .replaceWith(new Next.TypeKey(started.ticket()));
  }

  private VaultApi.Authorization authorization(
      ConnectSession session, Setup setup, Attempt attempt, Secrecy state, String locale) {
    Integration integration = setup.integration();
    return new VaultApi.Authorization(
        attempt.id,
        session.agency,
        session.client,
        session.connection,
        new VaultApi.App(
            integration.id,
            integration.provider,
            integration.clientId,
            Integrations.redirectUri(config, integration.id),
            integration.scopes.isEmpty()
                ? setup.provider().definition().auth().scopes().byDefault()
                : integration.scopes,
            integration.settings),
        setup.provider().json(),
        state.value(),
        locale);
  }

  private static ProblemException beginFailure(Throwable failure) {
    return Remote.status(failure) == 409
        ? ProblemException.conflict(
            "integration_secret_missing", "The integration has no client secret yet.")
        : new ProblemException(502, "provider_unavailable", "The provider does not answer.");
  }

  /** Hands the code to token-vault and stores what came of it. The code is sent once. */
  public Uni<Result> finish(Attempt attempt, String code) {
    return traces
        .goOn("code handed over", attempt.traceparent)
        .within(() -> handOver(attempt, code));
  }

  private Uni<Result> handOver(Attempt attempt, String code) {
    return attempts
        .move(attempt.id, Attempt.Status.EXCHANGING, null)
        .chain(
            before ->
                switch (before) {
                  case STARTED -> exchange(attempt, code);
                  case EXCHANGING ->
                      outcome(attempt).chain(known -> orExchange(known, attempt, code));
                  case SUCCEEDED -> completion.resultOf(attempt.session);
                  case FAILED -> Uni.createFrom().item(Result.REFUSED);
                });
  }

  private Uni<Result> orExchange(Optional<Result> known, Attempt attempt, String code) {
    return known.isPresent() ? Uni.createFrom().item(known.get()) : exchange(attempt, code);
  }

  private Uni<Result> exchange(Attempt attempt, String code) {
    return vault
        .exchange(attempt.id, new VaultApi.Code(code))
        .chain(outcome -> completion.complete(attempt.id, outcome.account()))
        .onFailure()
        .recoverWithUni(failure -> exchangeFailure(attempt, failure));
  }

  private Uni<Result> exchangeFailure(Attempt attempt, Throwable failure) {
    return switch (Remote.status(failure)) {
      case 422 -> refuse(attempt, "exchange_refused");
      case 404 -> refuse(attempt, "unknown_attempt");
      // Not sent, or not answered: the attempt stays, so that its outcome is asked for.
      default -> Uni.createFrom().item(Result.NO_ANSWER);
    };
  }

  private Uni<Result> refuse(Attempt attempt, String reason) {
    return attempts.move(attempt.id, Attempt.Status.FAILED, reason).replaceWith(Result.REFUSED);
  }

  /** The provider sent the client back without a code. */
  public Uni<Void> refused(Attempt attempt, String error) {
    return attempts.move(attempt.id, Attempt.Status.FAILED, error).replaceWithVoid();
  }

  /** Asks token-vault how the attempt ended, and stores it; empty when it has not ended. */
  public Uni<Optional<Result>> ask(Attempt attempt) {
    if (attempt.status == Attempt.Status.SUCCEEDED) {
      return completion.resultOf(attempt.session).map(Optional::of);
    }
    return traces.goOn("outcome asked for", attempt.traceparent).within(() -> outcome(attempt));
  }

  private Uni<Optional<Result>> outcome(Attempt attempt) {
    return vault
        .outcome(attempt.id)
        .chain(outcome -> known(attempt, outcome))
        .onFailure()
        .recoverWithUni(
            failure ->
                Remote.status(failure) == 404
                    ? refuse(attempt, "unknown_attempt").map(Optional::of)
                    : Uni.createFrom().item(Optional.of(Result.NO_ANSWER)));
  }

  private Uni<Optional<Result>> known(Attempt attempt, VaultApi.Outcome outcome) {
    return switch (outcome.status()) {
      case "succeeded" -> completion.complete(attempt.id, outcome.account()).map(Optional::of);
      case "failed" -> refuse(attempt, "exchange_refused").map(Optional::of);
      default ->
          attempts.over(attempt)
              ? refuse(attempt, "expired").map(Optional::of)
              : Uni.createFrom().item(Optional.empty());
    };
  }
}
