package io.delega.policy;

import io.delega.policy.Decision.Allowed;
import io.delega.policy.Decision.Denied;
import io.delega.policy.MatchResult.Ambiguous;
import io.delega.policy.MatchResult.Matched;
import io.delega.policy.MatchResult.NoOperation;
import io.delega.policy.MatchResult.NotCanonical;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The decision about whatever a request turned out to be, from those about single operations. */
final class Verdict {
  private final Function<Matched, Decision> single;

  Verdict(Function<Matched, Decision> single) {
    this.single = single;
  }

  Decision of(MatchResult result) {
    if (result instanceof Matched matched) {
      return single.apply(matched);
    }
    if (result instanceof Ambiguous ambiguous) {
      return ofAll(ambiguous.readings());
    }
    if (result instanceof NotCanonical refused) {
      return new Denied("path_not_canonical", refused.reason(), null, null, null);
    }
    NoOperation none = (NoOperation) result;
    return new Denied("no_operation", none.reason(), null, null, none.operation());
  }

  /** Nobody knows which reading the provider takes: only a common answer is one. */
  private Decision ofAll(List<Matched> readings) {
    List<Decision> decisions = readings.stream().map(single).toList();
    Decision first = decisions.get(0);
    boolean common =
        decisions.stream().allMatch(Denied.class::isInstance)
            || decisions.stream().allMatch(other -> isBySameGrant(first, other));
    if (common) {
      return first;
    }
    String names = readings.stream().map(Matched::operation).collect(Collectors.joining(", "));
    return new Denied(
        "no_operation",
        "Several operations fit, with different answers: " + names + ".",
        null,
        null,
        null);
  }

  private static boolean isBySameGrant(Decision first, Decision other) {
    return first instanceof Allowed one
        && other instanceof Allowed two
        && one.grantId().equals(two.grantId());
  }
}
