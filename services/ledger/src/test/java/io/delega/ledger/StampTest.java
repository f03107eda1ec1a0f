package io.delega.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Timestamps of checkpoints; those in the resources were made by {@code openssl ts}. */
class StampTest {
  private static final int SIZE = 300;

  @TempDir Path folder;

  private static String resource(String name) {
    try {
      return Path.of(StampTest.class.getResource("/stamp/" + name).toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Said(int code, String text) {}

  private static Said verify(List<String> arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        VerifyMain.run(
            new PrintStream(out, true, StandardCharsets.UTF_8), arguments.toArray(String[]::new));
    return new Said(code, out.toString(StandardCharsets.UTF_8));
  }

  private static Said verify(String checkpoint, String reply, String authority) {
    return verify(
        List.of(
            "--key", resource("key.pub"),
            "--checkpoint", checkpoint,
            "--timestamp", reply,
            "--tsa", authority));
  }

  @Test
  void aReplyOfOpensslProvesWhenACheckpointExisted() {
    Said said = verify(resource("checkpoint"), resource("reply"), resource("authority.pem"));
    assertThat(said.code()).as(said.text()).isZero();
    assertThat(said.text())
        .startsWith("Proven: the checkpoint of 300 entries existed at 2026-11-27T");
  }

  @Test
  void cosignaturesThatCameLaterDoNotMatter() {
    Said said =
        verify(resource("checkpoint-cosigned"), resource("reply"), resource("authority.pem"));
    assertThat(said.code()).as(said.text()).isZero();
  }

  @Test
  void anotherAuthorityProvesNothing() {
    Said said = verify(resource("checkpoint"), resource("reply"), resource("another.pem"));
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.text()).startsWith("NOT PROVEN: the timestamp does not hold");
  }

  @Test
  void aReplyOnSomethingElseProvesNothing() throws Exception {
    TestAuthority authority = new TestAuthority(KeyPurposeId.id_kp_timeStamping);
    Path reply = Files.write(folder.resolve("reply"), authority.stamp(new byte[] {1}));
    String trusted = authority.certificate(folder.resolve("authority.pem")).toString();
    Said said = verify(resource("checkpoint"), reply.toString(), trusted);
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.text()).contains("it stamps something else");
  }

  @Test
  void aChangedReplyProvesNothing() throws Exception {
    byte[] bytes = Files.readAllBytes(Path.of(resource("reply")));
    for (int at = 0; at < bytes.length; at += 7) {
      byte[] changed = bytes.clone();
      changed[at] ^= 0x55;
      Path reply = Files.write(folder.resolve("reply"), changed);
      Said said = verify(resource("checkpoint"), reply.toString(), resource("authority.pem"));
      assertThat(said.text()).as("byte %d", at).doesNotContain("existed at 2027");
      if (said.code() == 0) {
        // A byte that no signature covers: it may change nothing that is said.
        assertThat(said.text()).contains("existed at 2026-11-27T");
      }
    }
  }

  @Test
  void whatIsMissingOrUnreadableIsSaid() throws Exception {
    Path none = Files.write(folder.resolve("none"), new byte[] {1, 2, 3});
    assertThat(verify(resource("checkpoint"), none.toString(), resource("authority.pem")).code())
        .isEqualTo(2);
    assertThat(verify(resource("checkpoint"), resource("reply"), none.toString()).code())
        .isEqualTo(2);
    assertThat(
            verify(List.of("--key", resource("key.pub"), "--timestamp", resource("reply"))).code())
        .isEqualTo(2);
  }

  @Test
  void theNewestTimestampOfARunningLedgerIsOfItsBeginning() throws Exception {
    NoteKey.Signer key = NoteKey.Signer.generate(SmallLedger.ORIGIN);
    SmallLedger ledger = new SmallLedger(SIZE);
    TestAuthority authority = new TestAuthority(KeyPurposeId.id_kp_timeStamping);
    try (ServedLedger served = new ServedLedger(ledger, ledger.checkpoint(SIZE, key, null))) {
      List<String> arguments = new ArrayList<>(List.of("--key", key.verifier().toString()));
      arguments.addAll(List.of("--url", served.url()));
      arguments.addAll(
          List.of("--tsa", authority.certificate(folder.resolve("authority.pem")).toString()));
      assertThat(verify(arguments).text()).contains("no checkpoint of the ledger has a timestamp");

      stamped(served, ledger.checkpoint(200, key, null), authority);
      Said said = verify(arguments);
      assertThat(said.code()).as(said.text()).isZero();
      assertThat(said.text())
          .contains("Proven: the checkpoint of 200 entries existed at ")
          .contains("it has only grown since the checkpoint of 200");

      stamped(served, new SmallLedger(200).checkpoint(200, key, null), authority);
      Said forked = verify(arguments);
      assertThat(forked.code()).isEqualTo(1);
      assertThat(forked.text())
          .contains("the first 200 entries are not those of the checkpoint that was kept");
    }
  }

  private static void stamped(ServedLedger served, String checkpoint, TestAuthority authority)
      throws Exception {
    served.stamped =
        new ObjectMapper()
            .writeValueAsString(
                Map.of("items", List.of(Map.of("size", 200, "checkpoint", checkpoint))));
    served.stampReply = authority.stamp(checkpoint.getBytes(StandardCharsets.UTF_8));
  }
}
