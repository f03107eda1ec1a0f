package io.delega.testkit;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Finds secrets in raw bytes, all in one pass: as text in UTF-8 and UTF-16, in hexadecimal, and in
 * Base64 at any offset. A secret is named, and never shown, in what it answers.
 */
public final class SecretSearch {
  /** Every form of a secret begins with so many bytes of its own. */
  private static final int HEAD = 8;

  private static final int SHORTEST = 13;
  private static final int CHUNK = 1 << 20;
  private static final int FILTER_BITS = 20;

  private record Form(String name, byte[] bytes) {}

  private final Map<Long, List<Form>> byHead = new HashMap<>();
  private final BitSet filter = new BitSet(1 << FILTER_BITS);
  private int longest = HEAD;

  /**
   * Looks for a text too, or for whatever begins with it.
   *
   * @param name what is answered when it is found
   * @param secret at least 13 characters
   */
  public SecretSearch text(String name, String secret) {
    bytes(name, secret.getBytes(UTF_8));
    add(name + " (UTF-16)", secret.getBytes(UTF_16LE));
    // A heap dump writes the characters of an array this way round.
    add(name + " (UTF-16)", secret.getBytes(UTF_16BE));
    return this;
  }

  /** Looks for bytes too. */
  public SecretSearch bytes(String name, byte[] secret) {
    if (secret.length < SHORTEST) {
      throw new IllegalArgumentException("too short to be looked for: " + name);
    }
    add(name, secret);
    add(name + " (hex)", HexFormat.of().formatHex(secret).getBytes(UTF_8));
    for (int offset = 0; offset < 3; offset++) {
      String encoded = base64Inside(secret, offset);
      add(name + " (Base64)", encoded.getBytes(UTF_8));
      String url = encoded.replace('+', '-').replace('/', '_');
      if (!url.equals(encoded)) {
        add(name + " (Base64)", url.getBytes(UTF_8));
      }
    }
    return this;
  }

  /** What Base64 makes of the secret behind so many other bytes, less what those influence. */
  private static String base64Inside(byte[] secret, int offset) {
    byte[] behind = new byte[offset + secret.length];
    System.arraycopy(secret, 0, behind, offset, secret.length);
    String encoded = Base64.getEncoder().withoutPadding().encodeToString(behind);
    return encoded.substring(offset == 0 ? 0 : offset + 1, behind.length / 3 * 4);
  }

  private void add(String name, byte[] form) {
    long head = 0;
    for (int i = 0; i < HEAD; i++) {
      head = head << 8 | form[i] & 0xff;
    }
    byHead.computeIfAbsent(head, none -> new ArrayList<>()).add(new Form(name, form));
    filter.set(slot(head));
    longest = Math.max(longest, form.length);
  }

  private static int slot(long head) {
    return (int) (head * 0x9E3779B97F4A7C15L >>> 64 - FILTER_BITS);
  }

  /** The names of those that are in this file, in order. */
  public List<String> in(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      return in(bytes);
    }
  }

  /** The names of those that are in these bytes, in order. */
  public List<String> in(InputStream bytes) throws IOException {
    TreeSet<String> found = new TreeSet<>();
    byte[] window = new byte[CHUNK + longest];
    int kept = 0;
    int read;
    do {
      read = bytes.readNBytes(window, kept, window.length - kept);
      int end = kept + read;
      find(window, end, found);
      // What begins in the last bytes may end in the next chunk.
      kept = Math.min(end, longest - 1);
      System.arraycopy(window, end - kept, window, 0, kept);
    } while (read > 0);
    return List.copyOf(found);
  }

  private void find(byte[] window, int end, TreeSet<String> found) {
    long head = 0;
    for (int i = 0; i < end; i++) {
      head = head << 8 | window[i] & 0xff;
      if (i >= HEAD - 1 && filter.get(slot(head))) {
        compare(window, i - HEAD + 1, end, head, found);
      }
    }
  }

  private void compare(byte[] window, int start, int end, long head, TreeSet<String> found) {
    for (Form form : byHead.getOrDefault(head, List.of())) {
      int stop = start + form.bytes().length;
      if (stop <= end && Arrays.equals(window, start, stop, form.bytes(), 0, stop - start)) {
        found.add(form.name());
      }
    }
  }
}
