package io.delega.tokenvault.limit;

/**
 * A limit that is reached.
 *
 * @param what it limits, for a person
 * @param retryAfter seconds after which trying again is worth while, 1 or more
 */
public record Over(String what, int retryAfter) {
  /** This one, or the other where that ends earlier; null is none. */
  public Over sooner(Over other) {
    return other != null && other.retryAfter < retryAfter ? other : this;
  }
}
