package io.delega.accesspolicy.grant;

import io.delega.contracts.Counter;
import io.delega.contracts.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Under which counters a grant's requests count. All grants under one consent count under the
 * consent's counters, so that several of them together get no more than what the client agreed to;
 * a grant with narrower numbers also counts under its own.
 */
final class SharedCounters {
  private SharedCounters() {}

  /** Those of the consents, and the grant's own where its numbers are others. */
  static List<Counter> with(List<Counter> shared, String grant, Limits limits) {
    Counter own = Counter.of(grant, limits);
    boolean known = shared.stream().anyMatch(each -> sameNumbers(each, own));
    List<Counter> counters = new ArrayList<>();
    for (Counter each : shared) {
      counters.add(each.id().equals(grant) ? smaller(each, own) : each);
    }
    boolean standsThere = shared.stream().anyMatch(each -> each.id().equals(grant));
    if (own.limits() && !known && !standsThere) {
      counters.add(own);
    }
    return List.copyOf(counters);
  }

  /** Those that the grant shares with others. */
  static List<Counter> without(List<Counter> counters, String grant) {
    return counters.stream().filter(each -> !each.id().equals(grant)).toList();
  }

  private static boolean sameNumbers(Counter one, Counter other) {
    return Objects.equals(one.requestsPerMinute(), other.requestsPerMinute())
        && Objects.equals(one.requestsPerDay(), other.requestsPerDay())
        && Objects.equals(one.requestsTotal(), other.requestsTotal());
  }

  private static Counter smaller(Counter one, Counter other) {
    return new Counter(
        one.id(),
        smaller(one, other, Counter::requestsPerMinute),
        smaller(one, other, Counter::requestsPerDay),
        smaller(one, other, Counter::requestsTotal));
  }

  private static Integer smaller(Counter one, Counter other, Function<Counter, Integer> number) {
    Integer first = number.apply(one);
    Integer second = number.apply(other);
    if (first == null || second == null) {
      return first == null ? second : first;
    }
    return Math.min(first, second);
  }
}
