package io.delega.tokenvault.credential;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** The credentials of connections, for those who make calls with them. */
public interface Credentials {

  /**
   * The same as {@link #take} where everything it needs is in memory and nothing is due, without a
   * step in between; empty otherwise.
   */
  default Optional<Injection> atHand(String connection) {
    return Optional.empty();
  }

  /**
   * What to inject for one call; refreshes first when the access token is due. No database query
   * when warm.
   *
   * <p>Fails with {@link CredentialUnavailableException}: {@code connection_broken}, {@code
   * keys_unavailable}, {@code upstream_unavailable} (a refresh is needed and impossible now).
   */
  Uni<Injection> take(String connection);

  /**
   * After the provider answered 401 to {@code rejected}: exactly one refresh for all callers.
   *
   * <p>Fails with {@link CredentialUnavailableException} {@code connection_broken} when there is
   * nothing newer to try.
   */
  Uni<Injection> takeAfterRejection(String connection, Injection rejected);

  /** Drops everything kept in memory of this connection; called at revocation. */
  void forget(String connection);
}
