package io.delega.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Secrets are made here, and afterwards known by their hash only. */
final class Fingerprint {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Fingerprint() {}

  /** A new secret whose prefix says what it is, so that a search finds it where it must not be. */
  static String newSecret(String kind) {
    byte[] bytes = new byte[24];
    RANDOM.nextBytes(bytes);
    return "sandbox-" + kind + "-" + HexFormat.of().formatHex(bytes);
  }

  /** SHA-256 in hexadecimal. */
  static String of(String secret) {
    return HexFormat.of().formatHex(digest(secret));
  }

  /** Enough of it to recognise a token in a list. */
  static String brief(String secret) {
    return of(secret).substring(0, 16);
  }

  static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static boolean same(String hash, String secret) {
    return MessageDigest.isEqual(
        hash.getBytes(StandardCharsets.UTF_8), of(secret).getBytes(StandardCharsets.UTF_8));
  }
}
