package io.delega.local.chaos;

import io.delega.local.chaos.Tenant.Granted;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * The assistant in one round: calls every replica under every grant again and again, whatever it is
 * answered, and keeps answers and requests without an end going under some of them. When an answer
 * was read is noted of the latter alone: between the socket and the caller of an HTTP client are
 * several threads that a busy machine lets wait.
 */
final class Callers implements AutoCloseable {
  private static final long PACE = 10;
  private static final long AGAIN = 50;

  /** So many calls wait in a replica that stands still. */
  private static final int MOST_PENDING = 24;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** So many of the grants have calls over sockets of their own as well, at every replica. */
  private static final int LONG_ONES = 2;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Wire wire;
  private final Supplier<String> token;
  private final List<Vault> vaults;
  private final Map<String, Long> allowed = new ConcurrentHashMap<>();
  private final Map<String, Long> denied = new ConcurrentHashMap<>();
  private volatile boolean over;

  Callers(List<Vault> vaults, Supplier<String> token, Sightings sightings) {
    this.vaults = vaults;
    this.token = token;
    this.wire = new Wire(sightings, token);
  }

  void start(List<Granted> grants) {
    for (Vault vault : vaults) {
      thread(() -> call(vault, grants));
      for (Granted granted : grants.subList(0, Math.min(LONG_ONES, grants.size()))) {
        thread(() -> goOn(() -> wire.follow(vault, granted.connection(), granted.item())));
        thread(() -> goOn(() -> wire.ask(vault, granted.connection(), granted.item())));
        thread(() -> goOn(() -> wire.fill(vault, granted.connection(), granted.item())));
      }
    }
  }

  /** Whether every replica has passed a call under each of these. */
  boolean allAllowed(List<Granted> grants) {
    return grants.stream()
        .allMatch(
            granted -> vaults.stream().allMatch(vault -> allowed.containsKey(key(vault, granted))));
  }

  /** Whether every replica has denied a call under each of these that was sent after that time. */
  boolean allDenied(List<Granted> grants, long since) {
    return grants.stream()
        .allMatch(
            granted ->
                vaults.stream()
                    .allMatch(
                        vault -> {
                          Long at = denied.get(key(vault, granted));
                          return at != null && at - since > 0;
                        }));
  }

  private void call(Vault vault, List<Granted> grants) {
    Semaphore pending = new Semaphore(MOST_PENDING);
    try {
      for (int i = 0; !over; i++) {
        Thread.sleep(PACE);
        if (pending.tryAcquire()) {
          Granted granted = grants.get(i % grants.size());
          long sent = System.nanoTime();
          client
              .sendAsync(request(vault, granted), HttpResponse.BodyHandlers.discarding())
              .whenComplete(
                  (answer, failure) -> {
                    pending.release();
                    if (answer != null) {
                      answered(key(vault, granted), answer.statusCode(), sent);
                    }
                  });
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpRequest request(Vault vault, Granted granted) {
    String path = vault.path(granted.connection(), "/items/" + granted.item());
    return HttpRequest.newBuilder(URI.create(vault.url() + path))
        .header("Authorization", "Bearer " + token.get())
        .timeout(PATIENCE)
        .build();
  }

  /** Too many denials in a minute are answered 429. */
  private void answered(String key, int status, long sent) {
    if (status == 200) {
      allowed.merge(key, sent, Math::max);
    } else if (status == 403 || status == 429) {
      denied.merge(key, sent, Math::max);
    }
  }

  private interface LongCall {
    int run() throws IOException, InterruptedException;
  }

  private void goOn(LongCall one) {
    while (!over) {
      try {
        one.run();
      } catch (IOException e) {
        // Cut, or the replica is gone: once more.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(AGAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String key(Vault vault, Granted granted) {
    return vault.name() + " " + granted.item();
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "caller");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    over = true;
  }
}
