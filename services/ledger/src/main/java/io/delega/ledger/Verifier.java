package io.delega.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delega.ledger.stamp.StampReply;
import io.delega.ledger.stamp.TrustedSigners;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Checks what the ledger says with nothing but its public key and those of the witnesses that are
 * trusted. Holds no state.
 */
public final class Verifier {
  /** The format of an export. */
  public static final String EXPORT_FORMAT = "delega-export/v1";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final NoteKey key;
  private final List<NoteKey> witnesses;

  /** A verifier that trusts this key and nothing else. */
  public Verifier(NoteKey key) {
    this(key, List.of());
  }

  /** A verifier that takes a checkpoint only when each of these witnesses cosigned it too. */
  public Verifier(NoteKey key, List<NoteKey> witnesses) {
    this.key = key;
    this.witnesses = List.copyOf(witnesses);
  }

  /** A checkpoint that holds, and what it rests on. */
  record Head(Checkpoint checkpoint, List<String> cosignatures, String signers) {
    long size() {
      return checkpoint.size();
    }
  }

  /** Opens a checkpoint; throws {@link IllegalArgumentException} when a signature is missing. */
  private Head open(String text) {
    SignedNote note = SignedNote.parse(text);
    Checkpoint checkpoint = Checkpoint.open(note, key);
    List<String> cosignatures = new ArrayList<>();
    for (NoteKey witness : witnesses) {
      Instant at =
          note.cosignedAt(witness)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "the checkpoint of %d entries is not cosigned by %s"
                              .formatted(checkpoint.size(), witness.name())));
      cosignatures.add("cosigned by " + witness.name() + " at " + at);
    }
    return new Head(checkpoint, cosignatures, signers(checkpoint));
  }

  private String signers(Checkpoint checkpoint) {
    String names = witnesses.stream().map(NoteKey::name).collect(Collectors.joining(", "));
    return checkpoint.origin() + " signed" + (names.isEmpty() ? "" : " and " + names + " cosigned");
  }

  /** Checks the proof of one entry. */
  public Verdict proof(String json) {
    try {
      ProofFile proof = JSON.readValue(json, ProofFile.class);
      Head head = open(proof.checkpoint());
      String problem = proof.problem(head.checkpoint());
      if (problem != null) {
        return Verdict.failed("NOT PROVEN: " + problem, List.of());
      }
      List<String> details = new ArrayList<>();
      details.add(
          "type %s, time %s, number %d of its agency"
              .formatted(
                  proof.opening().type(),
                  proof.opening().time(),
                  proof.opening().agencySequence()));
      details.addAll(head.cosignatures());
      return Verdict.proven(
          "Proven: event %s of %s is entry %d of the ledger"
              .formatted(proof.opening().id(), proof.opening().agency(), proof.leafIndex()),
          details);
    } catch (IllegalArgumentException e) {
      return Verdict.failed("NOT PROVEN: " + e.getMessage(), List.of());
    } catch (JsonProcessingException | NullPointerException e) {
      return Verdict.failed("NOT PROVEN: this is not a proof", List.of());
    }
  }

  /** Checks an export, with nothing to say about how recent its end must be. */
  public Verdict export(Iterator<String> lines) {
    return export(lines, null);
  }

  /**
   * Checks an export: every line's event against its leaf, the leaf against the checkpoint; where
   * the export says that it is complete, that no number is missing; and every head of the agency in
   * it (entries of type {@code audit.head}) against what stands before it.
   *
   * @param asOf the export must be complete up to this time, by a head of the agency; or null
   */
  public Verdict export(Iterator<String> lines, Instant asOf) {
    try {
      ExportCheck.Header header = ExportCheck.Header.read(lines.hasNext() ? lines.next() : "");
      return new ExportCheck(header, open(header.checkpoint()), asOf).run(lines);
    } catch (IllegalArgumentException e) {
      return Verdict.failed("NOT PROVEN: " + e.getMessage(), List.of());
    }
  }

  /** A whole ledger as it is published. */
  public interface Published {
    /** The signed checkpoint. */
    String checkpoint();

    /** A tile or entry bundle, by its name. */
    byte[] tile(String name);
  }

  /** Reads every entry of a published ledger and computes its root anew. */
  public Verdict ledger(Published ledger) {
    return ledger(ledger, List.of());
  }

  /**
   * Reads every entry of a published ledger and computes its root anew.
   *
   * @param earlier checkpoints kept from before: each must be the beginning of the ledger
   */
  public Verdict ledger(Published ledger, List<String> earlier) {
    try {
      List<Checkpoint> kept = opened(earlier);
      Head head = open(ledger.checkpoint());
      return fork(kept).orElseGet(() -> new LedgerCheck(ledger, head, kept).run());
    } catch (IllegalArgumentException e) {
      return Verdict.failed("NOT PROVEN: " + e.getMessage(), List.of());
    }
  }

  /** By rising size. */
  private List<Checkpoint> opened(List<String> notes) {
    return notes.stream()
        .map(note -> open(note).checkpoint())
        .sorted(Comparator.comparingLong(Checkpoint::size))
        .toList();
  }

  /**
   * Compares checkpoints by themselves. Two of one size with different roots prove a fork; that one
   * continues another of a smaller size only the ledger can show.
   */
  public Verdict checkpoints(List<String> notes) {
    List<Checkpoint> sorted;
    try {
      sorted = opened(notes);
    } catch (IllegalArgumentException e) {
      return Verdict.failed("NOT PROVEN: " + e.getMessage(), List.of());
    }
    boolean same = sorted.stream().mapToLong(Checkpoint::size).distinct().count() == 1;
    return fork(sorted)
        .orElseGet(
            () ->
                same
                    ? Verdict.proven("Proven: the checkpoints say the same", List.of())
                    : Verdict.failed(
                        "NOT PROVEN: whether one checkpoint continues the other only the ledger"
                            + " shows",
                        List.of("give its address too: --url")));
  }

  /**
   * Checks that a trusted time-stamping authority saw a checkpoint, as the ledger's key signed it:
   * cosignatures, which came later, are left out.
   */
  public Verdict stamp(String checkpoint, StampReply reply, TrustedSigners trusted) {
    try {
      SignedNote note = SignedNote.parse(checkpoint);
      Checkpoint stamped = Checkpoint.open(note, key);
      String signed = note.text() + "\n" + note.lines(key);
      return Verdict.proven(
          "Proven: the checkpoint of %d entries existed at %s, by a trusted authority's timestamp"
              .formatted(
                  stamped.size(), reply.verify(signed.getBytes(StandardCharsets.UTF_8), trusted)),
          List.of());
    } catch (IllegalArgumentException e) {
      return Verdict.failed(
          "NOT PROVEN: the timestamp does not hold: " + e.getMessage(), List.of());
    }
  }

  private static Optional<Verdict> fork(List<Checkpoint> sorted) {
    for (int i = 1; i < sorted.size(); i++) {
      Checkpoint one = sorted.get(i - 1);
      Checkpoint next = sorted.get(i);
      if (one.size() == next.size() && !MessageDigest.isEqual(one.root(), next.root())) {
        return Optional.of(
            Verdict.failed(
                "NOT PROVEN: the ledger was forked: its key signed two checkpoints of %d entries with different roots"
                    .formatted(one.size()),
                List.of("keep both checkpoints: they prove it to anybody")));
      }
    }
    return Optional.empty();
  }
}
