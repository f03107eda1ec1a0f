package io.delega.tokenvault.exchange;

import io.delega.api.ProblemException;
import io.delega.keys.DataKeys;
import io.delega.keys.KeysUnavailableException;
import io.delega.keys.Secret;
import io.delega.tokenvault.KeyProblems;
import io.delega.tokenvault.VaultConfig;
import io.delega.tokenvault.credential.ProviderProfile;
import io.delega.tokenvault.credential.Tokens;
import io.delega.tokenvault.integration.IntegrationSecrets;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Exchanges authorization codes. A code is sent once: an attempt whose answer was lost has failed,
 * because sending the code again makes providers revoke what they gave.
 */
@ApplicationScoped
class CodeExchange {
  private static final Logger LOG = Logger.getLogger(CodeExchange.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Attempts attempts;
  private final Authorizations authorizations;
  private final IntegrationSecrets secrets;
  private final DataKeys keys;
  private final TokenEndpoint endpoint;
  private final CredentialIntake intake;
  private final Duration longest;
  private final Clock clock;

  @Inject
  CodeExchange(
      Attempts attempts,
      Authorizations authorizations,
      IntegrationSecrets secrets,
      DataKeys keys,
      TokenEndpoint endpoint,
      CredentialIntake intake,
      VaultConfig config,
      Clock clock) {
    this.attempts = attempts;
    this.authorizations = authorizations;
    this.secrets = secrets;
    this.keys = keys;
    this.endpoint = endpoint;
    this.intake = intake;
    this.longest = config.provider().timeout().multipliedBy(2);
    this.clock = clock;
  }

  /** The attempt after it succeeded, now or before. Fails with a problem of the code's meaning. */
  Uni<AuthorizationAttempt> exchange(String attempt, Secret code) {
    boolean[] ours = {false};
    return attempts
        .change(attempt, row -> ours[0] = begin(row, clock.instant()))
        .chain(row -> ours[0] ? send(row, code) : finished(row, code));
  }

  /** Whether the caller is the one to send the code. */
  private boolean begin(AuthorizationAttempt row, Instant now) {
    if (row.open(now) && "oauth2".equals(row.mode)) {
      row.status = AuthorizationAttempt.EXCHANGING;
      row.exchangingSince = now;
      return true;
    }
    if (AuthorizationAttempt.STARTED.equals(row.status)) {
      row.end(AuthorizationAttempt.FAILED, "expired");
    } else if (AuthorizationAttempt.EXCHANGING.equals(row.status)
        && now.isAfter(row.exchangingSince.plus(longest))) {
      row.end(AuthorizationAttempt.FAILED, "exchange_outcome_unknown");
    }
    return false;
  }

  private Uni<AuthorizationAttempt> finished(AuthorizationAttempt row, Secret code) {
    return switch (row.status) {
      case AuthorizationAttempt.SUCCEEDED -> Uni.createFrom().item(row);
      case AuthorizationAttempt.EXCHANGING ->
          Uni.createFrom()
              .voidItem()
              .onItem()
              .delayIt()
              .by(POLL)
              .chain(() -> exchange(row.attempt, code));
      default -> throw refused(row.reason);
    };
  }

  private Uni<AuthorizationAttempt> send(AuthorizationAttempt row, Secret code) {
    return prepared(row)
        .chain(ready -> send(row, ready.app(), code, ready.verifier()))
        .onFailure(e -> !(e instanceof ProblemException || e instanceof KeysUnavailableException))
        .call(e -> fail(row, KeyProblems.keyIsAway(e) ? "keys_unavailable" : "internal"));
  }

  private record Prepared(ClientApp app, Secret verifier) {}

  /** A code is spent only when what comes for it can be sealed; else it can be tried again. */
  private Uni<Prepared> prepared(AuthorizationAttempt row) {
    return keys.probe()
        .chain(() -> authorizations.verifierOf(row))
        .chain(
            verifier ->
                secrets
                    .app(row.agency, row.integration, row.clientId)
                    .map(app -> new Prepared(app, verifier)))
        .onFailure(KeysUnavailableException.class)
        .call(() -> attempts.change(row.attempt, AuthorizationAttempt::reopen));
  }

  private Uni<AuthorizationAttempt> send(
      AuthorizationAttempt row, ClientApp app, Secret code, Secret verifier) {
    boolean pkce = !"unsupported".equals(row.profile().pkce());
    return endpoint
        .exchange(
            row.profile(),
            app,
            code,
            row.redirectUri,
            pkce ? Optional.of(verifier) : Optional.empty())
        .chain(result -> store(row, app, result));
  }

  private Uni<AuthorizationAttempt> store(
      AuthorizationAttempt row, ClientApp app, TokenResult result) {
    if (result instanceof TokenResult.Granted granted) {
      return intake
          .take(row, granted.tokens(), app.version())
          .onFailure()
          .call(() -> discard(row.profile(), app, granted.tokens()));
    }
    if (result instanceof TokenResult.Refused refused) {
      LOG.infof("The provider refused the code of %s: %s", row.attempt, refused.error());
      return fail(row, refused.error()).onItem().failWith(() -> refused(refused.error()));
    }
    if (result instanceof TokenResult.Unknown) {
      return fail(row, "exchange_outcome_unknown").onItem().failWith(CodeExchange::unavailable);
    }
    // Nothing was spent: the same code can be tried again.
    return attempts
        .change(row.attempt, AuthorizationAttempt::reopen)
        .onItem()
        .failWith(CodeExchange::unavailable);
  }

  /** What cannot be kept must not stay alive at the provider. */
  private Uni<Void> discard(ProviderProfile profile, ClientApp app, Tokens tokens) {
    if (profile.revocationUrl().isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    String hint = tokens.refresh().isPresent() ? "refresh_token" : "access_token";
    return endpoint
        .revoke(profile, app, tokens.refresh().orElse(tokens.access()), hint)
        .replaceWithVoid();
  }

  private Uni<AuthorizationAttempt> fail(AuthorizationAttempt row, String reason) {
    return attempts.change(row.attempt, a -> a.end(AuthorizationAttempt.FAILED, reason));
  }

  private static ProblemException refused(String reason) {
    return new ProblemException(
            422, "exchange_refused", "The provider did not accept the authorization: " + reason)
        .with("reason", String.valueOf(reason));
  }

  private static ProblemException unavailable() {
    return new ProblemException(
        502, "provider_unavailable", "The provider does not answer. Try again in a moment.");
  }
}
