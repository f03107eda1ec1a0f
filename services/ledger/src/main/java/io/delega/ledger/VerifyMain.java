package io.delega.ledger;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
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
        --witness KEY|FILE a witness that must have cosigned, by its verifier key; can be repeated
        --checkpoint FILE  a checkpoint kept from before: the ledger must have only grown since;
                           can be repeated: each must be the beginning of the ledger
        --as-of TIME       an export must be complete up to this time, such as 2026-03-02T09:30:00Z
        --token-file FILE  with --url: an auditor's token; the agency's own view is checked too
        --json             the verdict as JSON
      """;
  private static final Set<String> VALUED =
      Set.of(
          "--url",
          "--proof",
          "--export",
          "--key",
          "--witness",
          "--checkpoint",
          "--as-of",
          "--token-file");

  private final Map<String, List<String>> options;
  private final PrintStream out;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  private VerifyMain(Map<String, List<String>> options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /** Runs the verifier. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs the verifier and returns its exit code. */
  public static int run(String... arguments) {
    return run(System.out, arguments);
  }

  static int run(PrintStream out, String... arguments) {
    Map<String, List<String>> options = new HashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--json")) {
        options.put("--json", List.of());
      } else if (VALUED.contains(arguments[i]) && i + 1 < arguments.length) {
        options.computeIfAbsent(arguments[i], name -> new ArrayList<>()).add(arguments[++i]);
      } else {
        System.err.print(USAGE);
        return arguments[i].equals("--help") ? 0 : 2;
      }
    }
    if (Stream.of("--url", "--proof", "--export", "--checkpoint").noneMatch(options::containsKey)) {
      System.err.print(USAGE);
      return 2;
    }
    try {
      return new VerifyMain(options, out).verify();
    } catch (IOException | IllegalArgumentException | DateTimeParseException e) {
      System.err.println("delega verify: " + e.getMessage());
      return 2;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 2;
    }
  }

  private int verify() throws IOException, InterruptedException {
    Verifier verifier = new Verifier(key(), witnesses());
    boolean proven = true;
    for (String file : all("--proof")) {
      proven &= say(verifier.proof(Files.readString(Path.of(file))));
    }
    for (String file : all("--export")) {
      proven &= say(export(verifier, Path.of(file), asOf()));
    }
    List<String> kept = new ArrayList<>();
    for (String file : all("--checkpoint")) {
      kept.add(Files.readString(Path.of(file)));
    }
    if (options.containsKey("--url")) {
      proven &= say(verifier.ledger(published(), kept));
      if (options.containsKey("--token-file")) {
        proven &= say(ownView(verifier));
      }
    } else if (!kept.isEmpty()) {
      proven &= say(verifier.checkpoints(kept));
    }
    return proven ? 0 : 1;
  }

  private List<String> all(String option) {
    return options.getOrDefault(option, List.of());
  }

  /** The last one given, or null. */
  private String last(String option) {
    List<String> given = all(option);
    return given.isEmpty() ? null : given.get(given.size() - 1);
  }

  private Instant asOf() {
    String given = last("--as-of");
    return given == null ? null : Instant.parse(given);
  }

  private List<NoteKey> witnesses() throws IOException {
    List<NoteKey> witnesses = new ArrayList<>();
    for (String given : all("--witness")) {
      NoteKey witness = keyOrFile(given);
      if (witness.kind() != NoteKey.Kind.COSIGNATURE) {
        throw new IllegalArgumentException(witness.name() + " is no key of a witness");
      }
      witnesses.add(witness);
    }
    return witnesses;
  }

  private static NoteKey keyOrFile(String given) throws IOException {
    Path file = Path.of(given);
    return NoteKey.parse(Files.exists(file) ? Files.readString(file) : given);
  }

  private static Verdict export(Verifier verifier, Path file, Instant asOf) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      // Zip files begin with PK.
      if (Arrays.equals(in.readNBytes(2), new byte[] {'P', 'K'})) {
        return new BundleVerifier(verifier).verify(file, asOf);
      }
    }
    try (Stream<String> lines = Files.lines(file)) {
      return verifier.export(lines.iterator(), asOf);
    }
  }

  private boolean say(Verdict verdict) throws IOException {
    if (options.containsKey("--json")) {
      out.println(new ObjectMapper().writeValueAsString(verdict));
    } else {
      out.println(verdict.summary());
      verdict.details().forEach(detail -> out.println("  " + detail));
    }
    return verdict.proven();
  }

  private NoteKey key() throws IOException, InterruptedException {
    String given = last("--key");
    if (given != null) {
      return keyOrFile(given);
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
        return new String(fetch("/v1/audit/checkpoint" + cosigned("?")), StandardCharsets.UTF_8);
      }

      @Override
      public byte[] tile(String name) {
        return fetch("/v1/audit/tile/" + name);
      }
    };
  }

  /** What asks for a checkpoint with cosignatures of as many witnesses as are trusted. */
  private String cosigned(String before) {
    int witnesses = all("--witness").size();
    return witnesses == 0 ? "" : before + "cosigned=" + witnesses;
  }

  private Verdict ownView(Verifier verifier) throws IOException, InterruptedException {
    String token = Files.readString(Path.of(last("--token-file"))).strip();
    HttpRequest request =
        HttpRequest.newBuilder(uri("/v1/audit/export?format=ndjson" + cosigned("&")))
            .header("Authorization", "Bearer " + token)
            .build();
    HttpResponse<Stream<String>> answer = http.send(request, HttpResponse.BodyHandlers.ofLines());
    if (answer.statusCode() != 200) {
      return Verdict.failed(
          "NOT PROVEN: the export answers with status " + answer.statusCode(), List.of());
    }
    try (Stream<String> lines = answer.body()) {
      return verifier.export(lines.iterator(), asOf());
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
    return URI.create(last("--url").replaceAll("/+$", "") + path);
  }
}
