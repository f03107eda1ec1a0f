package io.delega.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonValue;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Something that must not be seen: a token, an API key, a data key.
 *
 * <p>Prints and serialises as {@code [redacted]}, compares in constant time, and can be destroyed;
 * reading it afterwards throws {@link DestroyedException}. It owns its bytes.
 */
public final class Secret {
  private static final String REDACTED = "[redacted]";

  private final byte[] bytes;
  private boolean destroyed;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies the bytes; the caller may clear its own. */
  public static Secret of(byte[] bytes) {
    return new Secret(bytes.clone());
  }

  /** The text in UTF-8. */
  public static Secret of(String text) {
    return new Secret(text.getBytes(UTF_8));
  }

  /** Takes the array over instead of copying it. */
  static Secret owning(byte[] bytes) {
    return new Secret(bytes);
  }

  /** Lends the bytes; {@code use} must not keep them. They stay in place until it returns. */
  public synchronized <T> T use(Function<byte[], T> use) {
    if (destroyed) {
      throw new DestroyedException();
    }
    return use.apply(bytes);
  }

  /** The text in clear, for the moment of use. */
  public String reveal() {
    return use(b -> new String(b, UTF_8));
  }

  /** Overwrites the bytes. Calling it again does nothing. */
  public synchronized void destroy() {
    destroyed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof Secret that)) {
      return false;
    }
    byte[] theirs = that.use(byte[]::clone);
    try {
      return use(mine -> MessageDigest.isEqual(mine, theirs));
    } finally {
      Arrays.fill(theirs, (byte) 0);
    }
  }

  /** The same for all secrets: a hash of the content could tell something about it. */
  @Override
  public int hashCode() {
    return Secret.class.hashCode();
  }

  @Override
  @JsonValue
  public String toString() {
    return REDACTED;
  }

  /** The secret was destroyed before this use. */
  public static final class DestroyedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    DestroyedException() {
      super("the secret was destroyed");
    }
  }
}
