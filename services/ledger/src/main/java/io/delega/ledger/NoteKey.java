package io.delega.ledger;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An Ed25519 key of signed notes: a log's own (C2SP signed-note, type byte 1) or a witness's, whose
 * signatures carry the time at which they were made (C2SP tlog-cosignature, type byte 4).
 *
 * <p>The key id is the first four bytes of SHA-256 over name, newline, type and public key.
 */
public final class NoteKey {
  private static final int RAW_LENGTH = 32;

  /** What stands before the raw key in its X.509 form (RFC 8410). */
  private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final String name;
  private final Kind kind;
  private final byte[] raw;
  private final byte[] keyId;

  /** What a key's signatures say. */
  public enum Kind {
    /** The text. */
    SIGNATURE(1),
    /** That the text was the newest consistent checkpoint at a time. */
    COSIGNATURE(4);

    private final byte type;

    Kind(int type) {
      this.type = (byte) type;
    }
  }

  private NoteKey(String name, Kind kind, byte[] raw) {
    if (name.isEmpty() || name.matches(".*[\\s+].*")) {
      throw new IllegalArgumentException("a key's name has no space and no plus sign");
    }
    this.name = name;
    this.kind = kind;
    this.raw = raw.clone();
    MessageDigest digest = Hashes.sha256();
    digest.update(name.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
    digest.update(kind.type);
    this.keyId = Arrays.copyOf(digest.digest(raw), 4);
  }

  /** Reads a verifier key: {@code name+hex id+base64 of type and key}. */
  public static NoteKey parse(String verifierKey) {
    String[] parts = verifierKey.strip().split("\\+", 3);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a verifier key");
    }
    byte[] typed = Base64.getDecoder().decode(parts[2]);
    if (typed.length != 1 + RAW_LENGTH) {
      throw new IllegalArgumentException("not an Ed25519 verifier key");
    }
    NoteKey key = new NoteKey(parts[0], kind(typed[0]), Arrays.copyOfRange(typed, 1, typed.length));
    if (!HexFormat.of().formatHex(key.keyId).equals(parts[1])) {
      throw new IllegalArgumentException("the key id does not fit the key");
    }
    return key;
  }

  private static Kind kind(byte type) {
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.type == type)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not an Ed25519 verifier key"));
  }

  /** The verifier key as {@link #parse} reads it. */
  @Override
  public String toString() {
    byte[] typed = new byte[1 + RAW_LENGTH];
    typed[0] = kind.type;
    System.arraycopy(raw, 0, typed, 1, RAW_LENGTH);
    return name
        + "+"
        + HexFormat.of().formatHex(keyId)
        + "+"
        + Base64.getEncoder().encodeToString(typed);
  }

  /** The signer's name. */
  public String name() {
    return name;
  }

  /** What its signatures say. */
  public Kind kind() {
    return kind;
  }

  byte[] keyId() {
    return keyId.clone();
  }

  boolean verifies(byte[] message, byte[] signature) {
    try {
      byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + RAW_LENGTH);
      System.arraycopy(raw, 0, encoded, X509_PREFIX.length, RAW_LENGTH);
      PublicKey key =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
      Signature verification = Signature.getInstance("Ed25519");
      verification.initVerify(key);
      verification.update(message);
      return verification.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** A private key and its name. */
  public static final class Signer {
    private final PrivateKey key;
    private final NoteKey verifier;

    private Signer(PrivateKey key, NoteKey verifier) {
      this.key = key;
      this.verifier = verifier;
    }

    /** A new key of a log. */
    public static Signer generate(String name) {
      return generate(name, Kind.SIGNATURE);
    }

    /** A new key. */
    public static Signer generate(String name, Kind kind) {
      try {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        return new Signer(pair.getPrivate(), new NoteKey(name, kind, rawOf(pair.getPublic())));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform since 15 has Ed25519", e);
      }
    }

    /** Reads what {@link #encoded} wrote. */
    public static Signer decode(String encoded) {
      String[] parts = encoded.strip().split("\n");
      try {
        PrivateKey key =
            KeyFactory.getInstance("Ed25519")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(parts[1])));
        return new Signer(key, NoteKey.parse(parts[0]));
      } catch (GeneralSecurityException | ArrayIndexOutOfBoundsException e) {
        throw new IllegalArgumentException("not a file of a signing key");
      }
    }

    /** The key for a file that only its owner may read: verifier key, newline, PKCS #8. */
    public String encoded() {
      return verifier + "\n" + Base64.getEncoder().encodeToString(key.getEncoded()) + "\n";
    }

    /** The public side. */
    public NoteKey verifier() {
      return verifier;
    }

    byte[] sign(byte[] message) {
      try {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key);
        signature.update(message);
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("the key cannot sign", e);
      }
    }

    private static byte[] rawOf(PublicKey key) {
      byte[] encoded = key.getEncoded();
      return Arrays.copyOfRange(encoded, encoded.length - RAW_LENGTH, encoded.length);
    }

    @Override
    public String toString() {
      return "Signer[" + verifier.name() + ", key=[redacted]]";
    }
  }
}
