package io.delega.tokenvault.revocation;

import static io.delega.tokenvault.credential.CredentialUnavailableException.BROKEN;

import io.delega.keys.Secret;
import io.delega.tokenvault.credential.CredentialRow;
import io.delega.tokenvault.credential.CredentialSeal;
import io.delega.tokenvault.credential.CredentialUnavailableException;
import io.delega.tokenvault.exchange.ClientApp;
import io.delega.tokenvault.integration.IntegrationSecrets;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;

/**
 * Tries once to revoke a credential at its provider, the way its definition declares: the refresh
 * token, with which the provider ends the grant, then the access token for good measure.
 */
@ApplicationScoped
class ProviderRevocation {
  /** Answers that a repetition does not change; everything else may pass. */
  private static final Set<String> FINAL =
      Set.of("http_400", "http_404", "http_405", "http_410", "http_422", "http_501");

  private final CredentialSeal seal;
  private final IntegrationSecrets secrets;
  private final RevocationCalls calls;

  @Inject
  ProviderRevocation(CredentialSeal seal, IntegrationSecrets secrets, RevocationCalls calls) {
    this.seal = seal;
    this.secrets = secrets;
    this.calls = calls;
  }

  /**
   * What came of it.
   *
   * @param outcome revoked, unsupported (the provider has no way), failed (impossible, or given
   *     up), or pending (to be tried again)
   * @param reason why it failed, or what was not confirmed; may be null
   */
  record Outcome(String outcome, String reason) {
    static final String FAILED = "failed";
    static final String PENDING = "pending";

    static Outcome unsupported(String reason) {
      return new Outcome("unsupported", reason);
    }

    private static Outcome of(Optional<String> failure) {
      return failure
          .map(r -> new Outcome(FINAL.contains(r) ? FAILED : PENDING, r))
          .orElseGet(() -> new Outcome("revoked", null));
    }

    boolean pending() {
      return PENDING.equals(outcome);
    }
  }

  Uni<Outcome> revoke(CredentialRow row) {
    if (!calls.possible(row)) {
      return Uni.createFrom().item(Outcome.unsupported(null));
    }
    return secrets
        .app(row.agency, row.integration, row.clientId)
        .chain(app -> revoke(row, app))
        .onFailure()
        .recoverWithItem(ProviderRevocation::notOpened);
  }

  private static Outcome notOpened(Throwable e) {
    return e instanceof CredentialUnavailableException unavailable
            && BROKEN.equals(unavailable.code())
        ? new Outcome(Outcome.FAILED, "credential_does_not_open")
        : new Outcome(Outcome.PENDING, "keys_unavailable");
  }

  private Uni<Outcome> revoke(CredentialRow row, ClientApp app) {
    return Uni.combine()
        .all()
        .unis(seal.refresh(row), seal.access(row))
        .asTuple()
        .chain(
            both ->
                both.getItem1().isPresent() && calls.takesRefreshTokens(row)
                    ? revokeBoth(row, app, both.getItem1().get(), both.getItem2())
                    : calls.revoke(row, app, both.getItem2(), "access_token").map(Outcome::of));
  }

  private Uni<Outcome> revokeBoth(CredentialRow row, ClientApp app, Secret refresh, Secret access) {
    return calls
        .revoke(row, app, refresh, "refresh_token")
        .chain(
            failure ->
                calls
                    .revoke(row, app, access, "access_token")
                    .map(
                        second ->
                            failure.isPresent()
                                ? Outcome.of(failure)
                                : new Outcome(
                                    "revoked", second.map(r -> "access_token_" + r).orElse(null))));
  }
}
