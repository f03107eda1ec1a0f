package io.delega.accesspolicy;

import io.delega.tracing.Carried;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Brings work onto the event loop that its database session must stay on. */
public final class OwnContext {
  private OwnContext() {}

  /** The stage's outcome, delivered on the event loop context that subscribed. */
  public static <T> Uni<T> here(Supplier<CompletionStage<T>> stage) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Context context = Vertx.currentContext();
              return Uni.createFrom()
                  .completionStage(stage)
                  .emitOn(task -> context.runOnContext(ignored -> task.run()));
            });
  }

  /** Runs work on a context of its own, apart from whoever starts it. */
  public static void run(Vertx vertx, Supplier<Uni<?>> work, Consumer<Throwable> failed) {
    Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
    VertxContextSafetyToggle.setContextSafe(context, true);
    Carried trace = Carried.fromHere();
    context.runOnContext(
        ignored -> {
          trace.toHere();
          Uni.createFrom().deferred(work::get).subscribe().with(done -> {}, failed);
        });
  }
}
