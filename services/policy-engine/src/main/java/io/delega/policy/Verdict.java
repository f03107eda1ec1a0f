package io.delega.policy;

import io.delega.policy.Decision.Allowed;
import io.delega.policy.Decision.Denied;
import io.delega.policy.MatchResult.Ambiguous;
import io.delega.policy.MatchResult.Batch;
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
    if (result instanceof Batch batch) {
      return ofBatch(batch);
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

  /** One denied item denies all, and is named; whatever it is, the batch is what was asked. */
  private Decision ofBatch(Batch batch) {
    Decision carrier = single.apply(batch.carrier());
    if (carrier instanceof Denied) {
      return carrier;
    }
    for (Batch.Item item : batch.items()) {
      Decision decision = of(item.result());
      if (decision instanceof Denied denied) {
        return denied(batch, item, denied);
      }
      if (!isBySameGrant(carrier, decision)) {
        return new Denied(
            "no_grant",
            item.where() + " is allowed by another grant than the batch; one must allow all.",
            ((Allowed) carrier).assistantId(),
            null,
            batch.carrier().operation());
      }
    }
    return carrier;
  }

  private static Denied denied(Batch batch, Batch.Item item, Denied denied) {
    // The path of the request itself is canonical: what is refused is what it would do.
    boolean path = denied.code().equals("path_not_canonical");
    return new Denied(
        path ? "no_operation" : denied.code(),
        item.where() + ": " + denied.detail(),
        denied.assistantId(),
        denied.grantId(),
        batch.carrier().operation());
  }

  private static boolean isBySameGrant(Decision first, Decision other) {
    return first instanceof Allowed one
        && other instanceof Allowed two
        && one.grantId().equals(two.grantId());
  }
}
