package io.delega.tokenvault.enforcement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The calls in flight, of which a change or a lost lease cuts some. */
final class CallsInFlight {
  private static final Cut GONE =
      new Cut(403, "revoked", "This connection was removed while the call ran.");

  private final Set<CallInFlight> calls = ConcurrentHashMap.newKeySet();

  void add(CallInFlight call) {
    calls.add(call);
  }

  void remove(CallInFlight call) {
    calls.remove(call);
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  /** Cuts those which what is now enforced does not allow. */
  CompletableFuture<Void> judgeAgain(EnforcementReplica replica, EnforcementReplica.Change change) {
    List<CompletableFuture<Void>> cuts = new ArrayList<>();
    for (CallInFlight call : calls) {
      if (change.concerns(call.connection(), replica)) {
        refusal(call, replica).ifPresent(why -> cuts.add(call.cut(why).toCompletableFuture()));
      }
    }
    return CompletableFuture.allOf(cuts.toArray(CompletableFuture[]::new));
  }

  CompletableFuture<Void> cutAll(Cut why) {
    return CompletableFuture.allOf(
        calls.stream()
            .map(call -> call.cut(why).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  private static Optional<Cut> refusal(CallInFlight call, EnforcementReplica replica) {
    return replica.find(call.connection()).map(call::refusal).orElse(Optional.of(GONE));
  }
}
