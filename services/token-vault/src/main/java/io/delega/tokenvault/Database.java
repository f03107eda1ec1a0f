package io.delega.tokenvault;

import io.delega.tracing.Carried;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Transactions from wherever the caller is: each runs in a context of its own on an event loop, and
 * its result comes back on the caller's context.
 */
@ApplicationScoped
public class Database {
  private final VertxInternal vertx;

  @Inject
  Database(Vertx vertx) {
    this.vertx = (VertxInternal) vertx;
  }

  /** Runs the work in one transaction, rolled back when it fails. */
  public <T> Uni<T> transaction(Function<Mutiny.Session, Uni<T>> work) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Carried trace = Carried.fromHere();
              Context own = VertxContext.createNewDuplicatedContext(vertx.createEventLoopContext());
              VertxContextSafetyToggle.setContextSafe(own, true);
              return returning(
                  Uni.createFrom()
                      .emitter(
                          out ->
                              own.runOnContext(
                                  started -> {
                                    trace.toHere();
                                    Panache.withTransaction(
                                            () -> Panache.getSession().chain(work::apply))
                                        .subscribe()
                                        .with(out::complete, out::fail);
                                  })));
            });
  }

  /** The same, with its outcome on the context of whoever subscribes. */
  public static <T> Uni<T> returning(Uni<T> uni) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Context caller = Vertx.currentContext();
              return uni.emitOn(rest -> goBack(caller, rest));
            });
  }

  private static void goBack(Context caller, Runnable rest) {
    if (caller == null) {
      rest.run();
    } else {
      caller.runOnContext(now -> rest.run());
    }
  }
}
