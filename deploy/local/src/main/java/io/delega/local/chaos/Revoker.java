package io.delega.local.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delega.local.chaos.Tenant.Granted;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Revokes at an access-policy of choice, past the edge, and notes when the 200 was there. */
final class Revoker {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Supplier<String> token;
  private final List<String> unexpected = new CopyOnWriteArrayList<>();

  Revoker(Supplier<String> token) {
    this.token = token;
  }

  /**
   * What was answered other than 200 and 503 {@code enforcement_pending}, except by this process.
   */
  List<String> unexpected(String hurt) {
    return unexpected.stream().filter(each -> !each.endsWith(" by " + hurt)).toList();
  }

  /** Complete with the 200; repeats the call while it is pending. */
  CompletableFuture<Revocation> revoke(Granted granted, String policy, URI url) {
    CompletableFuture<Revocation> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                done.complete(untilDone(granted, policy, url));
              } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                done.completeExceptionally(e);
              }
            },
            "revoker");
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  private Revocation untilDone(Granted granted, String policy, URI url)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/v1/grants/" + granted.id() + "/revoke"))
            .header("Authorization", "Bearer " + token.get())
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    long asked = System.nanoTime();
    for (int pending = 0; ; pending++) {
      HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      long answered = System.nanoTime();
      JsonNode body = JSON.readTree(answer.body());
      if (answer.statusCode() == 200) {
        int confirmed = body.path("enforcementPoints").path("confirmed").asInt(-1);
        return new Revocation(granted.item(), policy, asked, answered, pending, confirmed);
      }
      String code = body.path("code").asText();
      if (answer.statusCode() != 503 || !code.equals("enforcement_pending")) {
        unexpected.add(
            "a revocation was answered %d %s by %s".formatted(answer.statusCode(), code, policy));
        Thread.sleep(1_000);
      }
      if (System.nanoTime() - asked > PATIENCE.toNanos()) {
        throw new IOException("not answered 200 within " + PATIENCE);
      }
    }
  }
}
