package io.delega.tokenvault.revocation;

import io.delega.keys.Secret;
import io.delega.tokenvault.credential.CredentialRow;
import io.delega.tokenvault.credential.CredentialSeal;
import io.delega.tokenvault.credential.CredentialUnavailableException;
import io.delega.tokenvault.credential.ProviderProfile;
import io.delega.tokenvault.exchange.ClientApp;
import io.delega.tokenvault.exchange.TokenEndpoint;
import io.delega.tokenvault.integration.IntegrationSecrets;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;

/** Revokes a credential at its provider (RFC 7009): the refresh token, then the access token. */
@ApplicationScoped
class ProviderRevocation {
  private static final int TRIES = 3;
  private static final Duration PAUSE = Duration.ofMillis(300);

  private final CredentialSeal seal;
  private final IntegrationSecrets secrets;
  private final TokenEndpoint endpoint;

  @Inject
  ProviderRevocation(CredentialSeal seal, IntegrationSecrets secrets, TokenEndpoint endpoint) {
    this.seal = seal;
    this.secrets = secrets;
    this.endpoint = endpoint;
  }

  /**
   * What came of it.
   *
   * @param outcome revoked, unsupported or failed
   * @param reason why it failed, or what was not confirmed; may be null
   */
  record Outcome(String outcome, String reason) {}

  /** Fails only when the keys cannot be reached. */
  Uni<Outcome> revoke(CredentialRow row) {
    ProviderProfile profile = ProviderProfile.of(row);
    if (!"oauth2".equals(row.mode) || profile.revocationUrl().isEmpty()) {
      return Uni.createFrom().item(new Outcome("unsupported", null));
    }
    return secrets
        .app(row.agency, row.integration, row.clientId)
        .chain(app -> revoke(row, profile, app))
        .onFailure(ProviderRevocation::cannotBeOpened)
        .recoverWithItem(new Outcome("failed", "credential_does_not_open"));
  }

  private static boolean cannotBeOpened(Throwable e) {
    return e instanceof CredentialUnavailableException unavailable
        && CredentialUnavailableException.BROKEN.equals(unavailable.code());
  }

  private Uni<Outcome> revoke(CredentialRow row, ProviderProfile profile, ClientApp app) {
    return Uni.combine()
        .all()
        .unis(seal.refresh(row), seal.access(row))
        .asTuple()
        .chain(
            both ->
                both.getItem1().isPresent()
                    ? revokeBoth(profile, app, both.getItem1().get(), both.getItem2())
                    : revokeOne(profile, app, both.getItem2(), "access_token")
                        .map(ProviderRevocation::outcome));
  }

  /** With the refresh token the provider ends the grant; the access token is for good measure. */
  private Uni<Outcome> revokeBoth(
      ProviderProfile profile, ClientApp app, Secret refresh, Secret access) {
    return revokeOne(profile, app, refresh, "refresh_token")
        .chain(
            failure ->
                revokeOne(profile, app, access, "access_token")
                    .map(
                        second ->
                            failure.isPresent()
                                ? outcome(failure)
                                : new Outcome(
                                    "revoked", second.map(r -> "access_token_" + r).orElse(null))));
  }

  private static Outcome outcome(Optional<String> failure) {
    return failure.map(r -> new Outcome("failed", r)).orElseGet(() -> new Outcome("revoked", null));
  }

  /** Empty when confirmed. Asked again when the provider does not answer or is busy. */
  private Uni<Optional<String>> revokeOne(
      ProviderProfile profile, ClientApp app, Secret token, String hint) {
    return tries(profile, app, token, hint, TRIES);
  }

  private Uni<Optional<String>> tries(
      ProviderProfile profile, ClientApp app, Secret token, String hint, int left) {
    return endpoint
        .revoke(profile, app, token, hint)
        .chain(
            failure ->
                left > 1 && failure.filter(ProviderRevocation::passing).isPresent()
                    ? Uni.createFrom()
                        .voidItem()
                        .onItem()
                        .delayIt()
                        .by(PAUSE)
                        .chain(() -> tries(profile, app, token, hint, left - 1))
                    : Uni.createFrom().item(failure));
  }

  private static boolean passing(String failure) {
    return failure.equals("no_answer")
        || failure.equals("http_429")
        || failure.startsWith("http_5");
  }
}
