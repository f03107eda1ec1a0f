package io.delega.contracts;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.regex.Pattern;

/**
 * Makes identifiers: a kind prefix and a UUID version 7 (RFC 9562, section 5.7) in Crockford base
 * 32.
 *
 * <p>Ids sort by creation time within a millisecond and carry 74 random bits, so they cannot be
 * guessed from one another. They are names, not secrets.
 */
public final class Ids {
  public static final String CLIENT = "cli";
  public static final String INTEGRATION = "int";
  public static final String SESSION = "ses";
  public static final String ATTEMPT = "att";
  public static final String CONNECTION = "con";
  public static final String ASSISTANT = "ast";
  public static final String GRANT = "gra";
  public static final String REQUEST = "req";
  public static final String EVENT = "evt";
  public static final String CALL = "call";
  public static final String ALERT = "alr";
  public static final String INCARNATION = "inc";

  private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
  private static final Pattern SHAPE = Pattern.compile("[a-z]{3,4}_[0-9a-hjkmnp-tv-z]{26}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  /** A new id of the given kind, stamped with the clock's time. */
  public static String next(String kind, Clock clock) {
    long high = (clock.millis() << 16) | 0x7000L | (RANDOM.nextInt() & 0xFFFL);
    long low = 0x8000000000000000L | (RANDOM.nextLong() >>> 2);
    return kind + "_" + base32(high, low);
  }

  /** Whether {@code id} has the shape of an id of {@code kind}. */
  public static boolean isA(String kind, String id) {
    return id != null && id.startsWith(kind + "_") && SHAPE.matcher(id).matches();
  }

  private static String base32(long high, long low) {
    char[] out = new char[26];
    for (int i = 25; i >= 0; i--) {
      out[i] = ALPHABET[(int) (low & 31)];
      low = (low >>> 5) | (high << 59);
      high >>>= 5;
    }
    return new String(out);
  }
}
