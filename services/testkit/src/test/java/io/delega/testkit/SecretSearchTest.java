package io.delega.testkit;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SecretSearchTest {
  private static final String SECRET = "canary-0123456789?~>";

  private final SecretSearch search =
      new SecretSearch().text("token", SECRET).bytes("key", new byte[32]);

  private static byte[] noise(byte[] planted, int at, int size) {
    byte[] all = new byte[size];
    new Random(1).nextBytes(all);
    System.arraycopy(planted, 0, all, at, planted.length);
    return all;
  }

  private List<String> found(byte[] planted, int at) throws IOException {
    return search.in(new ByteArrayInputStream(noise(planted, at, 3 << 20)));
  }

  @Test
  void findsEveryFormAndNothingElse() throws IOException {
    assertThat(found(new byte[0], 0)).isEmpty();
    assertThat(found(SECRET.getBytes(UTF_8), 77)).containsExactly("token");
    assertThat(found(SECRET.getBytes(UTF_16LE), 77)).containsExactly("token (UTF-16)");
    assertThat(found(SECRET.getBytes(UTF_16BE), 77)).containsExactly("token (UTF-16)");
    assertThat(found(new byte[32], 77)).containsExactly("key");
    assertThat(found(HexFormat.of().formatHex(SECRET.getBytes(UTF_8)).getBytes(UTF_8), 77))
        .containsExactly("token (hex)");
    for (int before = 0; before < 3; before++) {
      byte[] text = ("Bearer ".substring(0, before) + SECRET + "...").getBytes(UTF_8);
      assertThat(found(Base64.getEncoder().encode(text), 77)).containsExactly("token (Base64)");
      assertThat(found(Base64.getUrlEncoder().encode(text), 77)).containsExactly("token (Base64)");
    }
  }

  @Test
  void findsWhatLiesAcrossTheBorderOfTwoChunksAndAtTheEnd() throws IOException {
    byte[] secret = SECRET.getBytes(UTF_8);
    for (int at = (1 << 20) - 50; at < (1 << 20) + 50; at++) {
      assertThat(search.in(new ByteArrayInputStream(noise(secret, at, (1 << 20) + 200))))
          .containsExactly("token");
    }
    assertThat(found(secret, (3 << 20) - secret.length)).containsExactly("token");
  }

  /** This very process holds the secret, as a string and as characters. */
  @Test
  void findsASecretInTheDumpOfAProcessThatHoldsIt() throws IOException {
    String held = "held-canary-" + System.nanoTime();
    char[] characters = ("char-canary-" + System.nanoTime()).toCharArray();
    SecretSearch both =
        new SecretSearch().text("string", held).text("characters", new String(characters));
    try (HeapDump dump = HeapDump.everything(ProcessHandle.current().pid())) {
      assertThat(dump.find(both)).contains("string", "characters (UTF-16)");
    }
    assertThat(held.length() + characters.length).isPositive();
  }
}
