package io.delega.tokenvault.enforcement;

import io.delega.policy.ConnectionPolicy;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A call that was admitted and is not over. Methods are called from any thread. */
public interface CallInFlight {
  /** The connection it goes through. */
  String connection();

  /** Why it may not go on under what is now enforced; empty when it may. */
  Optional<Cut> refusal(ConnectionPolicy now);

  /** Ends it; complete once not another byte goes either way. Does nothing when it is over. */
  CompletionStage<Void> cut(Cut why);
}
