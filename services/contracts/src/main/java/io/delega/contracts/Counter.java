package io.delega.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Requests that are counted together, over all replicas, and how many may be admitted; an absent
 * number does not limit.
 *
 * @param id of the grant whose requests are counted, or of the consent under which several grants
 *     share what the client agreed to
 * @param requestsPerMinute in any 60 seconds, 1 or more
 * @param requestsPerDay in any 24 hours, 1 or more
 * @param requestsTotal in all, 1 or more
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Counter(
    String id, Integer requestsPerMinute, Integer requestsPerDay, Integer requestsTotal) {

  /** The counted ones of these limits. */
  public static Counter of(String id, Limits limits) {
    return new Counter(
        id, limits.requestsPerMinute(), limits.requestsPerDay(), limits.requestsTotal());
  }

  /** Whether it limits anything. */
  public boolean limits() {
    return requestsPerMinute != null || requestsPerDay != null || requestsTotal != null;
  }
}
