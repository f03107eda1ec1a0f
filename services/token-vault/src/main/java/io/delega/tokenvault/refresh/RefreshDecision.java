package io.delega.tokenvault.refresh;

import io.delega.tokenvault.credential.Refresher.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What to do when somebody wants a newer access token. Decided under the row's lock. */
sealed interface RefreshDecision {

  /** The stored access token serves. */
  record Use() implements RefreshDecision {}

  /**
   * Somebody is at it: wait for the outcome.
   *
   * @param serves whether the stored access token can be used when the outcome does not come
   */
  record Await(boolean serves) implements RefreshDecision {}

  /**
   * Ask the provider.
   *
   * @param serves whether the stored access token can be used meanwhile
   */
  record Refresh(boolean serves) implements RefreshDecision {}

  /** Nothing can be done before then. */
  record Later(Instant retryAt) implements RefreshDecision {}

  /** The connection is broken, now or already. */
  record Break(String reason) implements RefreshDecision {}

  /** A token from a forced refresh that is rejected within this time was no better than before. */
  Duration PROVEN_AFTER = Duration.ofSeconds(60);

  String OUTCOME_UNKNOWN = "refresh_outcome_unknown";

  /**
   * The facts.
   *
   * @param version the stored version
   * @param brokenFor why it is broken, when it is
   * @param due whether the access token should be refreshed before use
   * @param accessExpiresAt absent: not told, taken as alive
   * @param refreshable whether there is a refresh token that was not refused and has not lapsed
   * @param refusedFor why the provider refused to refresh, when it did
   * @param claimUntil until when somebody's claim holds
   * @param intent whether a refresh was begun whose outcome is not stored
   * @param reuse whether the provider tolerates the refresh token being sent again
   * @param forcedAt when the stored token came from a refresh that a rejection asked for
   * @param retryAt not before then
   */
  record Facts(
      long version,
      Optional<String> brokenFor,
      boolean due,
      Optional<Instant> accessExpiresAt,
      boolean refreshable,
      Optional<String> refusedFor,
      Optional<Instant> claimUntil,
      boolean intent,
      boolean reuse,
      Optional<Instant> forcedAt,
      Optional<Instant> retryAt) {}

  /** Decides for a caller that has seen {@code seen} and wants a newer one because of a cause. */
  static RefreshDecision decide(Facts facts, long seen, Cause cause, Instant now) {
    if (facts.brokenFor().isPresent()) {
      return new Break(facts.brokenFor().get());
    }
    boolean newer = facts.version() > seen;
    boolean wanted = facts.due() || (!newer && cause != Cause.DUE);
    if (!wanted) {
      return new Use();
    }
    boolean alive = facts.accessExpiresAt().map(now::isBefore).orElse(true);
    boolean serves = alive && (newer || cause != Cause.REJECTED);
    if (facts.claimUntil().filter(now::isBefore).isPresent()) {
      return new Await(serves);
    }
    if (!facts.refreshable()) {
      String otherwise = alive ? "rejected" : "expired";
      return serves ? new Use() : new Break(facts.refusedFor().orElse(otherwise));
    }
    if (facts.intent() && !facts.reuse()) {
      return serves ? new Use() : new Break(OUTCOME_UNKNOWN);
    }
    if (facts.retryAt().filter(now::isBefore).isPresent()) {
      return serves ? new Use() : new Later(facts.retryAt().get());
    }
    boolean noBetter =
        alive
            && !newer
            && (cause == Cause.REJECTED || cause == Cause.TEST)
            && facts.forcedAt().filter(at -> now.isBefore(at.plus(PROVEN_AFTER))).isPresent();
    if (noBetter) {
      return serves ? new Use() : new Break("rejected_after_refresh");
    }
    return new Refresh(serves);
  }
}
