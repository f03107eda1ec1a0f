package io.delega.tokenvault.exchange;

import io.delega.keys.DataKeys;
import io.delega.keys.Secret;
import io.delega.tokenvault.KeyProblems;
import io.delega.tokenvault.credential.ProviderProfile;
import io.delega.tokenvault.credential.Tokens;
import io.delega.tokenvault.integration.IntegrationSecrets;
import io.delega.tokenvault.scheme.AuthenticationScheme;
import io.delega.tokenvault.scheme.Typed;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Keeps what a client typed; where the scheme exchanges it for tokens, only once that works. */
@ApplicationScoped
class TypedExchange {
  private static final Logger LOG = Logger.getLogger(TypedExchange.class);

  private final Attempts attempts;
  private final IntegrationSecrets secrets;
  private final DataKeys keys;
  private final TokenEndpoint endpoint;
  private final CredentialIntake intake;

  @Inject
  TypedExchange(
      Attempts attempts,
      IntegrationSecrets secrets,
      DataKeys keys,
      TokenEndpoint endpoint,
      CredentialIntake intake) {
    this.attempts = attempts;
    this.secrets = secrets;
    this.keys = keys;
    this.endpoint = endpoint;
    this.intake = intake;
  }

  /**
   * The attempt after it ended, well or badly. It must be {@code exchanging}. When the key is away
   * it fails, and the attempt is open again: what was typed is forgotten and can be typed again.
   */
  Uni<AuthorizationAttempt> take(AuthorizationAttempt attempt, Map<String, String> typed) {
    AuthenticationScheme scheme = attempt.profile().scheme();
    Secret kept = Typed.keep(typed);
    Optional<String> account = scheme.account(typed);
    return keys.probe()
        .chain(
            () ->
                scheme.exchanges()
                    ? exchange(attempt, kept, account)
                    : intake.take(attempt, asTyped(kept, account), 0))
        .onFailure(KeyProblems::keyIsAway)
        .call(() -> attempts.change(attempt.attempt, AuthorizationAttempt::reopen));
  }

  private Uni<AuthorizationAttempt> exchange(
      AuthorizationAttempt attempt, Secret kept, Optional<String> account) {
    ProviderProfile profile = attempt.profile();
    return secrets
        .app(attempt.agency, attempt.integration, attempt.clientId)
        .chain(
            app ->
                endpoint
                    .renew(profile, app, kept, attempt.scopeList(), Optional.empty())
                    .chain(result -> store(attempt, app, kept, account, result)));
  }

  private Uni<AuthorizationAttempt> store(
      AuthorizationAttempt attempt,
      ClientApp app,
      Secret kept,
      Optional<String> account,
      TokenResult result) {
    if (result instanceof TokenResult.Granted granted) {
      return intake.take(attempt, both(granted.tokens(), kept, account), app.version());
    }
    String reason =
        result instanceof TokenResult.Refused refused ? refused.error() : "provider_unavailable";
    LOG.infof("No token for %s: %s", attempt.attempt, reason);
    return attempts.change(attempt.attempt, a -> a.end(AuthorizationAttempt.FAILED, reason));
  }

  private static Tokens both(Tokens given, Secret kept, Optional<String> account) {
    return new Tokens(
        given.access(),
        Optional.of(kept),
        given.accessExpiresAt(),
        Optional.empty(),
        given.scopes(),
        account.or(given::account),
        given.dpopKey());
  }

  private static Tokens asTyped(Secret kept, Optional<String> account) {
    return new Tokens(
        kept, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), account);
  }
}
