package io.delega.policy;

import io.delega.policy.Decision.Allowed;
import io.delega.policy.Decision.ByGrant;
import io.delega.policy.Decision.Denied;
import io.delega.policy.MatchResult.Ambiguous;
import io.delega.policy.MatchResult.Batch;
import io.delega.policy.MatchResult.Matched;
import io.delega.policy.MatchResult.NoOperation;
import io.delega.policy.MatchResult.NotCanonical;
import java.util.List;
import java.util.Optional;
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
    if (decisions.stream().allMatch(Denied.class::isInstance)) {
      return first;
    }
    Optional<Allowed> common =
        decisions.stream().map(Verdict::allowed).reduce(allowed(first), Verdict::both);
    if (common.isPresent()) {
      return common.get();
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
    Optional<Allowed> common = allowed(carrier);
    for (Batch.Item item : batch.items()) {
      Decision decision = of(item.result());
      if (decision instanceof Denied denied) {
        return denied(batch, item, denied);
      }
      common = both(common, allowed(decision));
      if (common.isEmpty()) {
        return new Denied(
            "no_grant",
            item.where() + " is allowed by another grant than the batch; one must allow all.",
            ((Allowed) carrier).assistantId(),
            null,
            batch.carrier().operation());
      }
    }
    return common.get();
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

  private static Optional<Allowed> allowed(Decision decision) {
    return decision instanceof Allowed allowed ? Optional.of(allowed) : Optional.empty();
  }

  /** The first one, by those grants that allow the other one too. */
  private static Optional<Allowed> both(Optional<Allowed> one, Optional<Allowed> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return Optional.empty();
    }
    List<ByGrant> common = one.get().by().stream().filter(other.get().by()::contains).toList();
    return common.isEmpty()
        ? Optional.empty()
        : Optional.of(new Allowed(common, one.get().assistantId(), one.get().operation()));
  }
}
