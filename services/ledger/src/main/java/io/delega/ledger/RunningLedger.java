package io.delega.ledger;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;

/** The ledger of a running platform, over HTTP. */
final class RunningLedger implements Verifier.Published {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int OK = 200;

  private final String baseUrl;
  private final int witnesses;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  /**
   * Asks for checkpoints with this many cosignatures.
   *
   * @param baseUrl the platform's, with or without a slash at its end
   */
  RunningLedger(String baseUrl, int witnesses) {
    this.baseUrl = baseUrl.replaceAll("/+$", "");
    this.witnesses = witnesses;
  }

  @Override
  public String checkpoint() {
    return text("/v1/audit/checkpoint" + cosigned("?"));
  }

  @Override
  public byte[] tile(String name) {
    return bytes("/v1/audit/tile/" + name);
  }

  /** The ledger's key, which proves only that the ledger agrees with itself. */
  NoteKey key() {
    return NoteKey.parse(text("/v1/audit/keys"));
  }

  /** The newest timestamp: a page of one checkpoint that was stamped, as JSON. */
  String newestStamped() {
    return text("/v1/audit/timestamps?limit=1");
  }

  /** The authority's reply on the checkpoint of so many entries. */
  byte[] stampReply(long size) {
    return bytes("/v1/audit/timestamps/" + size);
  }

  /** An agency's export, line by line; to be closed. */
  Stream<String> export(String token) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/v1/audit/export?format=ndjson" + cosigned("&")))
            .header("Authorization", "Bearer " + token)
            .build();
    HttpResponse<Stream<String>> answer = send(request, HttpResponse.BodyHandlers.ofLines());
    if (answer.statusCode() != OK) {
      answer.body().close();
      throw new IOException("the export answers with status " + answer.statusCode());
    }
    return answer.body();
  }

  private String cosigned(String before) {
    return witnesses == 0 ? "" : before + "cosigned=" + witnesses;
  }

  private String text(String path) {
    return new String(bytes(path), StandardCharsets.UTF_8);
  }

  /** Throws {@link IllegalArgumentException} when it is not to be had. */
  private byte[] bytes(String path) {
    HttpRequest request = HttpRequest.newBuilder(uri(path)).timeout(TIMEOUT).build();
    try {
      HttpResponse<byte[]> answer = send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != OK) {
        throw new IllegalArgumentException(path + " answers with status " + answer.statusCode());
      }
      return answer.body();
    } catch (IOException e) {
      throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
    }
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException {
    try {
      return http.send(request, handler);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private URI uri(String path) {
    return URI.create(baseUrl + path);
  }
}
