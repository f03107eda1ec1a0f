package io.delega.local.story;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Finds secrets in text: whole ones, and whatever begins as the sandbox's credentials do; plain, in
 * hexadecimal (as a table's bytes are printed) and in Base64 at any offset.
 */
final class Leaks {
  private static final List<String> BEGINNINGS =
      List.of("sandbox-access-", "sandbox-refresh-", "sandbox-secret-", "sandbox-code-");

  private final List<String> needles = new ArrayList<>();

  Leaks(List<String> secrets) {
    for (String secret : BEGINNINGS) {
      add(secret);
    }
    for (String secret : secrets) {
      if (secret.length() < 16) {
        throw new IllegalArgumentException("too short to be looked for");
      }
      add(secret);
    }
  }

  private void add(String secret) {
    needles.add(secret);
    needles.add(HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8)));
    for (int offset = 0; offset < 3; offset++) {
      needles.add(base64Inside(secret, offset));
    }
  }

  /** What Base64 makes of the secret behind so many other bytes, less what those influence. */
  private static String base64Inside(String secret, int offset) {
    byte[] bytes = ("\0".repeat(offset) + secret).getBytes(StandardCharsets.UTF_8);
    String encoded = Base64.getEncoder().withoutPadding().encodeToString(bytes);
    int head = offset == 0 ? 0 : offset + 1;
    return encoded.substring(head, bytes.length / 3 * 4);
  }

  /** What of it stands in this text, with its surroundings left out. */
  Optional<String> in(String text) {
    return needles.stream()
        .filter(text::contains)
        .findFirst()
        .map(needle -> needle.substring(0, Math.min(16, needle.length())) + "…");
  }
}
