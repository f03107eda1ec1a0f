package io.delega.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A C2SP signed note: a text and the signatures below it. */
public final class SignedNote {
  private static final String SEPARATOR = "\n\n";

  private final String text;
  private final List<Signature> signatures;

  private SignedNote(String text, List<Signature> signatures) {
    this.text = text;
    this.signatures = signatures;
  }

  /** One signature line. */
  record Signature(String name, byte[] keyId, byte[] bytes) {
    String line() {
      byte[] all = Arrays.copyOf(keyId, keyId.length + bytes.length);
      System.arraycopy(bytes, 0, all, keyId.length, bytes.length);
      return "\u2014 " + name + " " + Base64.getEncoder().encodeToString(all) + "\n";
    }
  }

  /** Signs a text, which must end with a newline. */
  public static String sign(String text, NoteKey.Signer signer) {
    if (!text.endsWith("\n")) {
      throw new IllegalArgumentException("a note's text ends with a newline");
    }
    byte[] signed = signer.sign(text.getBytes(StandardCharsets.UTF_8));
    return text
        + "\n"
        + new Signature(signer.verifier().name(), signer.verifier().keyId(), signed).line();
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
    if (signatures.isEmpty()) {
      throw new IllegalArgumentException("a note without signature");
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
    boolean found = false;
    for (Signature signature : signatures) {
      if (signature.name().equals(key.name()) && Arrays.equals(signature.keyId(), key.keyId())) {
        if (!key.verifies(text.getBytes(StandardCharsets.UTF_8), signature.bytes())) {
          return false;
        }
        found = true;
      }
    }
    return found;
  }
}
