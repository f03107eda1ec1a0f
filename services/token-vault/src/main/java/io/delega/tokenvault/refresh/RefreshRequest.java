package io.delega.tokenvault.refresh;

import io.delega.tokenvault.VaultConfig;
import io.delega.tokenvault.credential.CredentialRow;
import io.delega.tokenvault.credential.CredentialSeal;
import io.delega.tokenvault.credential.CredentialUnavailableException;
import io.delega.tokenvault.credential.ProviderProfile;
import io.delega.tokenvault.credential.Refresher.Cause;
import io.delega.tokenvault.credential.Tokens;
import io.delega.tokenvault.exchange.ClientApp;
import io.delega.tokenvault.exchange.TokenEndpoint;
import io.delega.tokenvault.exchange.TokenResult;
import io.delega.tokenvault.integration.IntegrationSecrets;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Asks the provider once, under a claim, and stores what came of it. */
@ApplicationScoped
class RefreshRequest {
  private static final Logger LOG = Logger.getLogger(RefreshRequest.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final CredentialSeal seal;
  private final IntegrationSecrets secrets;
  private final TokenEndpoint endpoint;
  private final RefreshClaims claims;
  private final RefreshOutcomes outcomes;
  private final ProviderTurns turns;
  private final Vertx vertx;
  private final Duration insist;

  @Inject
  RefreshRequest(
      CredentialSeal seal,
      IntegrationSecrets secrets,
      TokenEndpoint endpoint,
      RefreshClaims claims,
      RefreshOutcomes outcomes,
      ProviderTurns turns,
      Vertx vertx,
      VaultConfig config) {
    this.seal = seal;
    this.secrets = secrets;
    this.endpoint = endpoint;
    this.claims = claims;
    this.outcomes = outcomes;
    this.turns = turns;
    this.vertx = vertx;
    this.insist = config.refresh().insist();
  }

  /** The row as it is stored afterwards. */
  Uni<CredentialRow> send(CredentialRow claimed, Cause cause) {
    return secrets
        .app(claimed.agency, claimed.integration, claimed.clientId)
        .onFailure()
        .call(() -> outcomes.abandoned(claimed))
        .chain(app -> send(claimed, app, cause));
  }

  private Uni<CredentialRow> send(CredentialRow claimed, ClientApp app, Cause cause) {
    ProviderProfile profile = ProviderProfile.of(claimed);
    return Uni.combine()
        .all()
        .unis(seal.refresh(claimed), seal.dpopKey(claimed))
        .asTuple()
        .onFailure()
        .call(() -> outcomes.abandoned(claimed))
        .chain(
            kept -> {
              long renewal = renewRegularly(claimed);
              return endpoint
                  .renew(
                      profile,
                      app,
                      kept.getItem1().orElseThrow(),
                      claimed.scopeList(),
                      kept.getItem2())
                  .chain(result -> store(claimed, profile, app, result, cause))
                  .onTermination()
                  .invoke(() -> vertx.cancelTimer(renewal));
            });
  }

  private long renewRegularly(CredentialRow claimed) {
    return vertx.setPeriodic(
        claims.renewEvery().toMillis(),
        tick ->
            claims
                .renew(claimed)
                .subscribe()
                .with(
                    held -> {},
                    e -> LOG.warnf("A refresh claim was not renewed: %s", e.getMessage())));
  }

  private Uni<CredentialRow> store(
      CredentialRow claimed,
      ProviderProfile profile,
      ClientApp app,
      TokenResult result,
      Cause cause) {
    if (result instanceof TokenResult.Granted granted) {
      // The old refresh token may be dead by now: insist, until the pair is stored.
      return seal.reseal(claimed, granted.tokens())
          .chain(pair -> outcomes.granted(claimed, pair, granted.tokens(), app.version(), cause))
          .onFailure(RefreshRequest::passing)
          .retry()
          .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
          .expireIn(insist.toMillis())
          .call(
              row ->
                  CredentialRow.SHREDDED.equals(row.state)
                      ? discard(profile, app, granted.tokens())
                      : Uni.createFrom().voidItem());
    }
    if (result instanceof TokenResult.Refused refused) {
      return refused(claimed, app, refused.error(), cause);
    }
    if (result instanceof TokenResult.Busy busy) {
      if (!"http_500".equals(busy.reason())) {
        turns.pause(ProviderTurns.provider(claimed), busy.retryAfter());
      }
      return outcomes.later(claimed, busy.reason(), busy.retryAfter());
    }
    if (result instanceof TokenResult.NotSent notSent) {
      return outcomes.later(claimed, "unreachable", Optional.empty());
    }
    return outcomes.unknown(
        claimed, ((TokenResult.Unknown) result).reason(), profile.refreshReuse());
  }

  /** What came after the credential was destroyed must not stay alive at the provider. */
  private Uni<Void> discard(ProviderProfile profile, ClientApp app, Tokens tokens) {
    if (profile.revocationUrl().isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    String hint = tokens.refresh().isPresent() ? "refresh_token" : "access_token";
    return endpoint
        .revoke(profile, app, tokens.refresh().orElse(tokens.access()), hint)
        .replaceWithVoid();
  }

  private static boolean passing(Throwable e) {
    return !(e instanceof CredentialUnavailableException unavailable
        && CredentialUnavailableException.BROKEN.equals(unavailable.code()));
  }

  /**
   * A refusal counts only for the app as it is: when its secret was changed meanwhile, or the
   * provider refuses the app and not the grant, the connection is not to blame. An app that the
   * client brought is part of its credential.
   */
  private Uni<CredentialRow> refused(
      CredentialRow claimed, ClientApp used, String error, Cause cause) {
    return secrets
        .version(claimed.integration)
        .chain(
            now -> {
              if (now != used.version()) {
                return outcomes.later(claimed, "app_changed", Optional.of(Duration.ZERO));
              }
              boolean brought = claimed.clientId == null;
              return brought || "invalid_grant".equals(error)
                  ? outcomes.refused(claimed, error, used.version(), cause)
                  : outcomes.appRefused(claimed, error, used.version());
            });
  }
}
