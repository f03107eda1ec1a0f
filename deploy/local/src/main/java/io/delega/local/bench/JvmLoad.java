package io.delega.local.bench;

import io.delega.local.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Our own load generator: each connection asks as soon as it was answered, on one event loop. */
final class JvmLoad implements Load, AutoCloseable {
  private final Vertx vertx = Vertx.vertx();

  @Override
  public String name() {
    return "own generator";
  }

  @Override
  public Measured run(Target target, int connections, Duration duration) {
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(target.port())
                .setMaxPoolSize(connections));
    Run run = new Run(client, target, System.nanoTime() + duration.toNanos());
    long begun = System.nanoTime();
    try {
      List<Future<Void>> loops = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        loops.add(run.loop());
      }
      Future.all(loops).toCompletionStage().toCompletableFuture().get();
      return run.measured((System.nanoTime() - begun) / 1e9);
    } catch (ExecutionException e) {
      throw new Failure(target + " cannot be measured: " + e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    } finally {
      client.close();
    }
  }

  @Override
  public void close() {
    vertx.close();
  }

  /** One target's load; its counters are shared by the loops of all connections. */
  private static final class Run {
    private final HttpClient client;
    private final Target target;
    private final long end;
    private long[] nanos = new long[1 << 16];
    private int count;
    private long errors;

    Run(HttpClient client, Target target, long end) {
      this.client = client;
      this.target = target;
      this.end = end;
    }

    /** Complete when the time is over. One promise for all of its calls: a chain would grow. */
    Future<Void> loop() {
      Promise<Void> over = Promise.promise();
      next(over);
      return over.future();
    }

    private void next(Promise<Void> over) {
      long begun = System.nanoTime();
      if (begun >= end) {
        over.complete();
        return;
      }
      client
          .request(HttpMethod.GET, target.path())
          .compose(
              request -> {
                target.headers().forEach(request::putHeader);
                return request.send();
              })
          .compose(response -> response.body().map(body -> response))
          .onComplete(
              done -> {
                if (done.failed()) {
                  over.fail(done.cause());
                } else {
                  record(done.result(), System.nanoTime() - begun);
                  next(over);
                }
              });
    }

    private synchronized void record(HttpClientResponse response, long took) {
      if (response.statusCode() != 200) {
        errors++;
        return;
      }
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, count * 2);
      }
      nanos[count++] = took;
    }

    synchronized Measured measured(double seconds) {
      return Measured.of(nanos, count, errors, seconds);
    }
  }
}
