package io.delega.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A random secret of 256 bits that a browser or a person carries. Only its hash is stored, which
 * needs no salt because the secret cannot be guessed.
 *
 * @param value base64url, 43 characters
 */
public record Secrecy(String value) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{43}");

  /** A new one. */
  public static Secrecy create() {
    byte[] random = new byte[32];
    RANDOM.nextBytes(random);
    return new Secrecy(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  /** Whether the text could be one. */
  public static boolean shaped(String text) {
    return text != null && SHAPE.matcher(text).matches();
  }

  /** The hash it is found by. */
  public String hash() {
    return hash(value);
  }

  /** The hash of what somebody sent. */
  public static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Compares without telling by its time where two texts differ. */
  public static boolean same(String a, String b) {
    return a != null && b != null && MessageDigest.isEqual(a.getBytes(UTF_8), b.getBytes(UTF_8));
  }

  @Override
  public String toString() {
    return "[redacted]";
  }
}
