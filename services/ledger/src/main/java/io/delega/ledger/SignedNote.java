package io.delega.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A C2SP signed note: a text and the signatures below it, among them cosignatures of witnesses
 * (C2SP tlog-cosignature, version 1).
 */
public final class SignedNote {
  private static final String SEPARATOR = "\n\n";

  /** The spec of signed notes lets a reader refuse more. */
  private static final int MOST_SIGNATURES = 100;

  private final String text;
  private final List<Signature> signatures;

  private SignedNote(String text, List<Signature> signatures) {
    this.text = text;
    this.signatures = signatures;
  }

  /** One signature line. */
  record Signature(String name, byte[] keyId, byte[] bytes) {
    /** The time of a cosignature. */
    long seconds() {
      return ByteBuffer.wrap(bytes).getLong();
    }

    String line() {
      byte[] all = Arrays.copyOf(keyId, keyId.length + bytes.length);
      System.arraycopy(bytes, 0, all, keyId.length, bytes.length);
      return "\u2014 " + name + " " + Base64.getEncoder().encodeToString(all) + "\n";
    }
  }

  /** Signs a text, which must end with a newline, with the key of a log. */
  public static String sign(String text, NoteKey.Signer signer) {
    requireText(text);
    return text + "\n" + line(signer, signer.sign(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The signature line of a witness below a text, which must end with a newline. */
  public static String cosign(String text, NoteKey.Signer witness, Instant at) {
    requireText(text);
    long seconds = at.getEpochSecond();
    byte[] signed = witness.sign(cosigned(text, seconds));
    return line(
        witness,
        ByteBuffer.allocate(Long.BYTES + signed.length).putLong(seconds).put(signed).array());
  }

  private static void requireText(String text) {
    if (!text.endsWith("\n")) {
      throw new IllegalArgumentException("a note's text ends with a newline");
    }
  }

  private static String line(NoteKey.Signer signer, byte[] signature) {
    return new Signature(signer.verifier().name(), signer.verifier().keyId(), signature).line();
  }

  private static byte[] cosigned(String text, long seconds) {
    return ("cosignature/v1\ntime " + seconds + "\n" + text).getBytes(StandardCharsets.UTF_8);
  }

  /** Reads a note; throws {@link IllegalArgumentException} when it is malformed. */
  public static SignedNote parse(String note) {
    int cut = note.lastIndexOf(SEPARATOR);
    if (cut < 0 || !note.endsWith("\n") || note.chars().anyMatch(c -> c < 0x20 && c != '\n')) {
      throw new IllegalArgumentException("not a signed note");
    }
    List<Signature> signatures = new ArrayList<>();
    for (String line : note.substring(cut + 2).split("\n")) {
      signatures.add(signature(line));
    }
    if (signatures.size() > MOST_SIGNATURES) {
      throw new IllegalArgumentException("a note with too many signatures");
    }
    return new SignedNote(note.substring(0, cut + 1), signatures);
  }

  private static Signature signature(String line) {
    String[] parts = line.split(" ", -1);
    if (parts.length != 3 || !parts[0].equals("\u2014") || parts[1].isEmpty()) {
      throw new IllegalArgumentException("a malformed signature line");
    }
    byte[] bytes = Base64.getDecoder().decode(parts[2]);
    if (bytes.length < 5) {
      throw new IllegalArgumentException("a signature that is too short");
    }
    return new Signature(
        parts[1], Arrays.copyOf(bytes, 4), Arrays.copyOfRange(bytes, 4, bytes.length));
  }

  /** The signed text, ending with a newline. */
  public String text() {
    return text;
  }

  /**
   * Whether the key signed this note. A signature that claims to be this key's and is wrong makes
   * the note invalid, whatever else stands below it.
   */
  public boolean verifiedBy(NoteKey key) {
    List<Signature> its = of(key);
    return !its.isEmpty() && its.stream().allMatch(signature -> verifies(key, signature));
  }

  /** When this witness cosigned the note; empty when it did not, or the cosignature is wrong. */
  public Optional<Instant> cosignedAt(NoteKey witness) {
    return witness.kind() == NoteKey.Kind.COSIGNATURE && verifiedBy(witness)
        ? of(witness).stream()
            .map(signature -> Instant.ofEpochSecond(signature.seconds()))
            .min(Comparator.naturalOrder())
        : Optional.empty();
  }

  /** The signature lines of this key, each ending with a newline; not yet verified. */
  public String lines(NoteKey key) {
    StringBuilder lines = new StringBuilder();
    of(key).forEach(signature -> lines.append(signature.line()));
    return lines.toString();
  }

  private List<Signature> of(NoteKey key) {
    return signatures.stream()
        .filter(
            signature ->
                signature.name().equals(key.name())
                    && Arrays.equals(signature.keyId(), key.keyId()))
        .toList();
  }

  private boolean verifies(NoteKey key, Signature signature) {
    if (key.kind() == NoteKey.Kind.SIGNATURE) {
      return key.verifies(text.getBytes(StandardCharsets.UTF_8), signature.bytes());
    }
    // A cosignature of a checkpoint must not leave the time out, which zero would mean.
    return signature.bytes().length > Long.BYTES
        && signature.seconds() > 0
        && key.verifies(
            cosigned(text, signature.seconds()),
            Arrays.copyOfRange(signature.bytes(), Long.BYTES, signature.bytes().length));
  }
}
