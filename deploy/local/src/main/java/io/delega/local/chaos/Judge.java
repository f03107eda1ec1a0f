package io.delega.local.chaos;

import io.delega.local.chaos.Sighting.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares what was seen with when revocations were answered. Plain; knows no clock. */
final class Judge {
  private final Duration tolerance;

  /**
   * @param tolerance how long after an answer something may still be seen: what was on its way, and
   *     the time until those who look get the processor
   */
  Judge(Duration tolerance) {
    this.tolerance = tolerance;
  }

  /** Whatever was seen of a grant later than it may be, the latest of each kind and replica. */
  List<String> late(List<Revocation> revocations, List<Sighting> sightings) {
    Map<String, Revocation> byItem = byItem(revocations);
    Map<String, Long> latest =
        sightings.stream()
            .filter(seen -> byItem.containsKey(seen.item()))
            .collect(
                Collectors.toMap(
                    seen -> "a " + seen.kind().words + " through " + seen.replica(),
                    seen -> seen.at() - byItem.get(seen.item()).answeredAt(),
                    Math::max));
    List<String> violations = new ArrayList<>();
    latest.forEach(
        (what, after) -> {
          if (after > tolerance.toNanos()) {
            violations.add(
                "%s was seen %d ms after the revocation was answered"
                    .formatted(what, after / 1_000_000));
          }
        });
    return violations;
  }

  /** By kind, how long after the answer the last one was seen, in nanoseconds; negative before. */
  static Map<Kind, Long> residual(List<Revocation> revocations, List<Sighting> sightings) {
    Map<String, Revocation> byItem = byItem(revocations);
    Map<Kind, Long> latest = new EnumMap<>(Kind.class);
    for (Sighting seen : sightings) {
      Revocation revocation = byItem.get(seen.item());
      if (revocation != null) {
        latest.merge(seen.kind(), seen.at() - revocation.answeredAt(), Math::max);
      }
    }
    return latest;
  }

  /**
   * Revocations that took longer than they may.
   *
   * @param from what the bound is counted from, where that is later than the question
   */
  static List<String> slow(List<Revocation> revocations, Duration bound, long from) {
    return revocations.stream()
        .filter(each -> each.answeredAt() - bound.toNanos() - Math.max(each.askedAt(), from) > 0)
        .map(
            each ->
                "a revocation was answered after %d ms, %d ms are the bound"
                    .formatted(
                        (each.answeredAt() - Math.max(each.askedAt(), from)) / 1_000_000,
                        bound.toMillis()))
        .toList();
  }

  /**
   * Whether the last record of a key is its highest version, for those who come later read nothing
   * else. A relay may send again what it had sent; then all of it up to the highest follows.
   *
   * @param versions of one key, in the order of the topic
   */
  static boolean endsWithItsHighest(List<Long> versions) {
    long highest = Long.MIN_VALUE;
    long last = Long.MIN_VALUE;
    for (long version : versions) {
      if (last < highest && version != last + 1) {
        return false;
      }
      highest = Math.max(highest, version);
      last = version;
    }
    return last == highest;
  }

  private static Map<String, Revocation> byItem(List<Revocation> revocations) {
    return revocations.stream().collect(Collectors.toMap(Revocation::item, Function.identity()));
  }
}
