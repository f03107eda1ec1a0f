package io.delega.accesspolicy.call;

import io.delega.accesspolicy.AccessPolicyConfig;
import io.delega.api.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;

/** Finds calls by the id that their answer carried. */
@ApplicationScoped
public class Calls {
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** How long the outcome of a call whose decision is known is waited for; it may still run. */
  private static final Duration OUTCOME = Duration.ofSeconds(1);

  private final CallFacts facts;
  private final AccessPolicyConfig config;

  @Inject
  Calls(CallFacts facts, AccessPolicyConfig config) {
    this.facts = facts;
    this.config = config;
  }

  /**
   * The agency's call. Its answer may have been faster than its event: so it is waited for a
   * little, then it is 404 {@code call_unknown}, which is also the answer for another agency's.
   */
  public Uni<RecordedCall> require(String agency, String call) {
    return await(agency, call, System.nanoTime())
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        new ProblemException(
                            404,
                            "call_unknown",
                            "No call of this id is known; calls are kept for "
                                + config.keepCalls().toDays()
                                + " days.")));
  }

  private Uni<Optional<RecordedCall>> await(String agency, String call, long since) {
    return facts
        .find(agency, call)
        .chain(
            found ->
                found.map(RecordedCall::isWhole).orElse(false) || isOver(found.isPresent(), since)
                    ? Uni.createFrom().item(found)
                    : pause().chain(() -> await(agency, call, since)));
  }

  private boolean isOver(boolean decided, long since) {
    Duration patience =
        decided && OUTCOME.compareTo(config.callPatience()) < 0 ? OUTCOME : config.callPatience();
    return System.nanoTime() - since >= patience.toNanos();
  }

  /** Goes on on the same event loop, where the database session must be. */
  private static Uni<Void> pause() {
    Context context = Vertx.currentContext();
    return Uni.createFrom()
        .voidItem()
        .onItem()
        .delayIt()
        .by(PAUSE)
        .emitOn(task -> context.runOnContext(ignored -> task.run()));
  }
}
