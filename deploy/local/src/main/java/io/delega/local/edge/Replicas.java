package io.delega.local.edge;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The replicas of one service, asked in turn. Another one is tried only when the connection could
 * not be made: a request that may have been received is never sent twice.
 */
final class Replicas {
  private static final long SKIP_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<Integer> ports;
  private final AtomicInteger turn = new AtomicInteger();
  private final Map<Integer, Long> refusedAt = new ConcurrentHashMap<>();

  Replicas(List<Integer> ports) {
    this.ports = List.copyOf(ports);
  }

  /** A connected request to one of the replicas; fails when none can be reached. */
  Future<HttpClientRequest> connect(HttpClient client) {
    int first = Math.floorMod(turn.getAndIncrement(), ports.size());
    List<Integer> inTurn =
        IntStream.range(0, ports.size())
            .mapToObj(i -> ports.get((first + i) % ports.size()))
            .sorted(Comparator.comparing(this::refusedLately))
            .toList();
    return connect(client, inTurn, 0);
  }

  private Future<HttpClientRequest> connect(HttpClient client, List<Integer> candidates, int at) {
    int port = candidates.get(at);
    return client
        .request(new RequestOptions().setHost("127.0.0.1").setPort(port))
        .onSuccess(connected -> refusedAt.remove(port))
        .recover(
            refused -> {
              refusedAt.put(port, System.nanoTime());
              return at + 1 < candidates.size()
                  ? connect(client, candidates, at + 1)
                  : Future.failedFuture(refused);
            });
  }

  private boolean refusedLately(int port) {
    Long at = refusedAt.get(port);
    return at != null && System.nanoTime() - at < SKIP_NANOS;
  }
}
