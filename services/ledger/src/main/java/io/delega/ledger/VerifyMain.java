package io.delega.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delega.ledger.stamp.StampReply;
import io.delega.ledger.stamp.TrustedSigners;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
        --timestamp FILE   a time-stamping authority's reply (RFC 3161) on the one --checkpoint
        --tsa FILE         certificates (PEM) that the authority's must lead to; with --url and
                           without --timestamp: the ledger's newest timestamp is checked
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
          "--timestamp",
          "--tsa",
          "--as-of",
          "--token-file");

  private final Map<String, List<String>> options;
  private final PrintStream out;

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
    }
  }

  private int verify() throws IOException {
    RunningLedger running =
        options.containsKey("--url")
            ? new RunningLedger(last("--url"), all("--witness").size())
            : null;
    Verifier verifier = new Verifier(key(running), witnesses());
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
    for (String reply : all("--timestamp")) {
      proven &= say(stamp(verifier, reply, kept));
    }
    if (running != null) {
      if (options.containsKey("--tsa") && !options.containsKey("--timestamp")) {
        proven &= say(newestStamp(verifier, running, kept));
      }
      proven &= say(verifier.ledger(running, kept));
      if (options.containsKey("--token-file")) {
        proven &= say(ownView(verifier, running));
      }
    } else if (!kept.isEmpty() && !options.containsKey("--timestamp")) {
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

  private NoteKey key(RunningLedger running) throws IOException {
    String given = last("--key");
    if (given != null) {
      return keyOrFile(given);
    }
    if (running == null) {
      throw new IllegalArgumentException("--key is needed without --url");
    }
    return running.key();
  }

  private Verdict ownView(Verifier verifier, RunningLedger running) throws IOException {
    String token = Files.readString(Path.of(last("--token-file"))).strip();
    try (Stream<String> lines = running.export(token)) {
      return verifier.export(lines.iterator(), asOf());
    }
  }

  /** The newest checkpoint of a running ledger that was stamped; it is kept, too. */
  private Verdict newestStamp(Verifier verifier, RunningLedger running, List<String> kept)
      throws IOException {
    JsonNode newest = new ObjectMapper().readTree(running.newestStamped()).path("items").path(0);
    if (newest.isMissingNode()) {
      return Verdict.failed("NOT PROVEN: no checkpoint of the ledger has a timestamp", List.of());
    }
    String checkpoint = newest.path("checkpoint").asText();
    kept.add(checkpoint);
    return verifier.stamp(
        checkpoint, StampReply.read(running.stampReply(newest.path("size").asLong())), trusted());
  }

  private Verdict stamp(Verifier verifier, String reply, List<String> kept) throws IOException {
    if (kept.size() != 1) {
      throw new IllegalArgumentException("--timestamp needs the one --checkpoint that it is of");
    }
    return verifier.stamp(
        kept.get(0), StampReply.read(Files.readAllBytes(Path.of(reply))), trusted());
  }

  private TrustedSigners trusted() throws IOException {
    if (!options.containsKey("--tsa")) {
      throw new IllegalArgumentException("--timestamp needs --tsa, the authority's certificates");
    }
    return new TrustedSigners(Path.of(last("--tsa")));
  }
}
