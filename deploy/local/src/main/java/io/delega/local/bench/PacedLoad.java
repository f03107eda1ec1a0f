package io.delega.local.bench;

import io.delega.local.Failure;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/**
 * So many requests a second, whether or not earlier ones are answered. A latency counts from when
 * its request was due, so that a target that stops does not look quick.
 */
final class PacedLoad implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 64;

  private final Vertx vertx = Vertx.vertx();

  /** Asks at this rate for that long. */
  Measured run(Target target, double perSecond, Duration duration) {
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(target.port())
                .setMaxPoolSize(MOST_CONNECTIONS));
    int total = (int) Math.max(1, perSecond * duration.toMillis() / 1_000);
    Run run = new Run(vertx, client, target, total, 1e9 / perSecond);
    vertx.runOnContext(turn -> run.begin());
    try {
      return run.over.future().toCompletionStage().toCompletableFuture().get();
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

  /** One target's load. Everything happens on one event loop. */
  private static final class Run {
    private final Vertx vertx;
    private final HttpClient client;
    private final Target target;
    private final double gapNanos;
    private final Promise<Measured> over = Promise.promise();
    private final long[] nanos;
    private long begun;
    private int sent;
    private int answered;
    private long errors;

    Run(Vertx vertx, HttpClient client, Target target, int total, double gapNanos) {
      this.vertx = vertx;
      this.client = client;
      this.target = target;
      this.gapNanos = gapNanos;
      this.nanos = new long[total];
    }

    void begin() {
      begun = System.nanoTime();
      vertx.setPeriodic(1, this::sendWhatIsDue);
    }

    private void sendWhatIsDue(long timer) {
      long now = System.nanoTime();
      while (sent < nanos.length && due(sent) <= now) {
        send(due(sent++));
      }
      if (sent == nanos.length) {
        vertx.cancelTimer(timer);
      }
    }

    private long due(int number) {
      return begun + (long) (number * gapNanos);
    }

    private void send(long due) {
      client
          .request(HttpMethod.GET, target.path())
          .compose(
              request -> {
                target.headers().forEach(request::putHeader);
                return request.send();
              })
          .compose(response -> response.body().map(body -> response.statusCode()))
          .onComplete(done -> answered(done.succeeded() && done.result() == 200, due));
    }

    private void answered(boolean well, long due) {
      if (well) {
        nanos[answered++] = System.nanoTime() - due;
      } else {
        errors++;
      }
      if (answered + errors == nanos.length) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        over.complete(Measured.of(nanos, answered, errors, seconds));
      }
    }
  }
}
