package io.delega.audit.witness;

import io.delega.ledger.AddCheckpoint;
import io.delega.ledger.NoteKey;
import io.delega.ledger.SignedNote;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/** A witness, spoken to by C2SP tlog-witness. */
final class WitnessClient {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LONGEST_ANSWER = 64 * 1024;

  private final NoteKey key;
  private final URI url;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  /**
   * Reads a setting: verifier key, space, URL.
   *
   * @throws IllegalArgumentException when it is something else
   */
  WitnessClient(String setting) {
    String[] parts = setting.strip().split("\\s+", -1);
    if (parts.length != 2 || !parts[1].matches("https?://.+")) {
      throw new IllegalArgumentException(
          "a witness is its verifier key, a space and its URL, not \"" + setting + "\"");
    }
    key = NoteKey.parse(parts[0]);
    if (key.kind() != NoteKey.Kind.COSIGNATURE) {
      throw new IllegalArgumentException("the key of " + key.name() + " is not one that cosigns");
    }
    url = URI.create(parts[1].replaceAll("/+$", ""));
  }

  String name() {
    return key.name();
  }

  NoteKey key() {
    return key;
  }

  /** The last checkpoint that it cosigned, as it shows it; empty when it shows none. */
  Optional<SignedNote> last(String origin) throws IOException, InterruptedException {
    Reply answer = send(HttpRequest.newBuilder(at("/" + hash(origin) + "/checkpoint")));
    try {
      return answer.status() == 200
          ? Optional.of(SignedNote.parse(answer.body()))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new IOException("its last checkpoint is malformed", e);
    }
  }

  /** Asks it to cosign. */
  WitnessAnswer add(AddCheckpoint request) throws IOException, InterruptedException {
    Reply answer =
        send(
            HttpRequest.newBuilder(at("/add-checkpoint"))
                .POST(HttpRequest.BodyPublishers.ofString(request.text())));
    String body = answer.body().strip();
    return switch (answer.status()) {
      case 200 -> new WitnessAnswer.Cosigned(answer.body());
      case 409 ->
          answer.contentType().startsWith("text/x.tlog.size") && body.matches("0|[1-9][0-9]{0,17}")
              ? new WitnessAnswer.OtherSize(Long.parseLong(body))
              : new WitnessAnswer.Refused(409, "without a size");
      case 422 -> new WitnessAnswer.NotContinued(firstLine(body));
      default -> new WitnessAnswer.Refused(answer.status(), firstLine(body));
    };
  }

  private record Reply(int status, String contentType, String body) {}

  private Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = answer.body()) {
      byte[] body = in.readNBytes(LONGEST_ANSWER + 1);
      if (body.length > LONGEST_ANSWER) {
        throw new IOException("its answer is too long");
      }
      return new Reply(
          answer.statusCode(),
          answer.headers().firstValue("Content-Type").orElse(""),
          new String(body, StandardCharsets.UTF_8));
    }
  }

  private static String firstLine(String body) {
    String line = body.lines().findFirst().orElse("");
    return line.substring(0, Math.min(line.length(), 200));
  }

  private URI at(String path) {
    return URI.create(url + path);
  }

  private static String hash(String origin) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(origin.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
