package io.delega.tokenvault.credential;

import io.smallrye.mutiny.Uni;

/** Refreshes a credential, once for all who ask. */
public interface Refresher {
  /** Why a refresh is asked for. */
  enum Cause {
    /** The access token has run out or soon will. */
    DUE,
    /** The provider rejected the access token. */
    REJECTED,
    /** The provider rejected the access token in a test: what fails then must break nothing. */
    TEST,
    /** The refresh token would lapse unused. */
    BACKGROUND
  }

  /**
   * A usable credential: newer than {@code seenVersion}, or that one while it still serves.
   *
   * <p>Fails with {@link CredentialUnavailableException}.
   */
  Uni<CredentialRow> refreshed(String connection, long seenVersion, Cause cause);
}
