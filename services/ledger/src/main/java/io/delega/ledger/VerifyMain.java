package io.delega.ledger;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The verifier on the command line. Exit code 0: proven; 1: not proven; 2: wrong use. */
public final class VerifyMain {
  private static final String USAGE =
      """
      delega verify: checks the ledger with nothing but its public key

        --url URL          a running platform: reads every entry and computes the root anew
        --proof FILE       the proof of one entry (GET /v1/audit/events/{id}/proof)
        --export FILE      an export (GET /v1/audit/export?format=ndjson, csv or ocsf)
        --key KEY|FILE     the ledger's key; with --url it is asked for, which proves only that
                           the ledger agrees with itself: keep the key from the first day
        --checkpoint FILE  a checkpoint kept from before: the ledger must have only grown since
        --token-file FILE  with --url: an auditor's token; the agency's own view is checked too
        --json             the verdict as JSON
      """;
  private static final Set<String> VALUED =
      Set.of("--url", "--proof", "--export", "--key", "--checkpoint", "--token-file");

  private final Map<String, String> options;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  private VerifyMain(Map<String, String> options) {
    this.options = options;
  }

  /** Runs the verifier. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs the verifier and returns its exit code. */
  public static int run(String... arguments) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--json")) {
        options.put("--json", "");
      } else if (VALUED.contains(arguments[i]) && i + 1 < arguments.length) {
        options.put(arguments[i], arguments[++i]);
      } else {
        System.err.print(USAGE);
        return arguments[i].equals("--help") ? 0 : 2;
      }
    }
    if (Stream.of("--url", "--proof", "--export").noneMatch(options::containsKey)) {
      System.err.print(USAGE);
      return 2;
    }
    try {
      return new VerifyMain(options).verify();
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("delega verify: " + e.getMessage());
      return 2;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 2;
    }
  }

  private int verify() throws IOException, InterruptedException {
    Verifier verifier = new Verifier(key());
    boolean proven = true;
    if (options.containsKey("--proof")) {
      proven &= say(verifier.proof(Files.readString(Path.of(options.get("--proof")))));
    }
    if (options.containsKey("--export")) {
      proven &= say(export(verifier, Path.of(options.get("--export"))));
    }
    if (options.containsKey("--url")) {
      String earlier =
          options.containsKey("--checkpoint")
              ? Files.readString(Path.of(options.get("--checkpoint")))
              : null;
      proven &= say(verifier.ledger(published(), earlier));
      if (options.containsKey("--token-file")) {
        proven &= say(ownView(verifier));
      }
    }
    return proven ? 0 : 1;
  }

  private static Verdict export(Verifier verifier, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      // Zip files begin with PK.
      if (Arrays.equals(in.readNBytes(2), new byte[] {'P', 'K'})) {
        return new BundleVerifier(verifier).verify(file);
      }
    }
    try (Stream<String> lines = Files.lines(file)) {
      return verifier.export(lines.iterator());
    }
  }

  private boolean say(Verdict verdict) throws IOException {
    if (options.containsKey("--json")) {
      System.out.println(new ObjectMapper().writeValueAsString(verdict));
    } else {
      System.out.println(verdict.summary());
      verdict.details().forEach(detail -> System.out.println("  " + detail));
    }
    return verdict.proven();
  }

  private NoteKey key() throws IOException, InterruptedException {
    String given = options.get("--key");
    if (given != null) {
      return NoteKey.parse(given.contains("+") ? given : Files.readString(Path.of(given)));
    }
    if (!options.containsKey("--url")) {
      throw new IllegalArgumentException("--key is needed without --url");
    }
    return NoteKey.parse(new String(get("/v1/audit/keys"), StandardCharsets.UTF_8));
  }

  private Verifier.Published published() {
    return new Verifier.Published() {
      @Override
      public String checkpoint() {
        return new String(fetch("/v1/audit/checkpoint"), StandardCharsets.UTF_8);
      }

      @Override
      public byte[] tile(String name) {
        return fetch("/v1/audit/tile/" + name);
      }
    };
  }

  private Verdict ownView(Verifier verifier) throws IOException, InterruptedException {
    String token = Files.readString(Path.of(options.get("--token-file"))).strip();
    HttpRequest request =
        HttpRequest.newBuilder(uri("/v1/audit/export?format=ndjson"))
            .header("Authorization", "Bearer " + token)
            .build();
    HttpResponse<Stream<String>> answer = http.send(request, HttpResponse.BodyHandlers.ofLines());
    if (answer.statusCode() != 200) {
      return Verdict.failed(
          "NOT PROVEN: the export answers with status " + answer.statusCode(), List.of());
    }
    try (Stream<String> lines = answer.body()) {
      return verifier.export(lines.iterator());
    }
  }

  private byte[] fetch(String path) {
    try {
      return get(path);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalArgumentException("interrupted", e);
    }
  }

  private byte[] get(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException(path + " answers with status " + answer.statusCode());
    }
    return answer.body();
  }

  private URI uri(String path) {
    return URI.create(options.get("--url").replaceAll("/+$", "") + path);
  }
}
