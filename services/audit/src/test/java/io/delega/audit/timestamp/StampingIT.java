package io.delega.audit.timestamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.delega.audit.ledger.TestLedger;
import io.delega.audit.timestamp.Timestamps.Stamped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints stamped by a real authority, and what is no stamp. */
class StampingIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private OpensslAuthority authority;
  private TestLedger ledger;
  private Timestamps timestamps;
  private Stamping stamping;
  private Thread thread;

  @BeforeAll
  static void requireOpenssl() {
    boolean required = System.getenv("CI") != null;
    assumeTrue(required || OpensslAuthority.installed(), "openssl is not installed");
  }

  @BeforeEach
  void start() throws Exception {
    authority = new OpensslAuthority(folder.resolve("tsa"));
    open(authority.trusted());
    ledger.grow("first", 3);
  }

  private void open(Path trusted) throws IOException {
    ledger =
        new TestLedger(
            Files.createTempDirectory(folder, "ledger"),
            Map.of(
                "delega.audit.timestamps.url", authority.url(),
                "delega.audit.timestamps.trusted", trusted.toString(),
                "delega.audit.timestamps.every", "1s"));
    timestamps = new Timestamps(ledger.database());
  }

  private void stamp() throws IOException {
    stamping = new Stamping(ledger.config(), timestamps);
    thread = new Thread(stamping);
    thread.start();
  }

  @AfterEach
  void stop() throws Exception {
    if (thread != null) {
      thread.interrupt();
      thread.join(10_000);
    }
    authority.close();
    ledger.close();
  }

  private List<Stamped> stamped() throws SQLException {
    return timestamps.list(Long.MAX_VALUE, 10);
  }

  private void awaitStamped(long size) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(stamped()).first().extracting(Stamped::size).isEqualTo(size));
  }

  private void awaitState(String state) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(stamping.state())
                    .hasValueSatisfying(said -> assertThat(said).startsWith(state)));
  }

  @Test
  void theNewestCheckpointIsStampedNowAndThenAndOthersCanVerifyIt() throws Exception {
    Instant before = Instant.now().minusSeconds(2);
    stamp();
    awaitStamped(3);
    ledger.grow("second", 4);
    awaitStamped(7);
    awaitState("stamped 7 entries at ");
    Stamped newest = stamped().get(0);
    assertThat(newest.time()).isBetween(before, Instant.now().plusSeconds(2));
    assertThat(newest.checkpoint()).isEqualTo(ledger.checkpoints().last().orElseThrow());
    Files.writeString(folder.resolve("tsa/checkpoint"), newest.checkpoint());
    Files.write(folder.resolve("tsa/stamp"), timestamps.reply(7).orElseThrow());
    String verify = "ts -verify -data checkpoint -in stamp -CAfile ca.pem";
    assertThat(authority.openssl(verify)).contains("Verification: OK");
    Files.writeString(
        folder.resolve("tsa/checkpoint"), newest.checkpoint().replace("\n7\n", "\n6\n"));
    assertThatThrownBy(() -> authority.openssl(verify)).isInstanceOf(IOException.class);
  }

  @Test
  void anAnswerToAnotherRequestIsNoStamp() throws Exception {
    stamp();
    awaitStamped(3);
    authority.replay(timestamps.reply(3).orElseThrow());
    ledger.grow("second", 4);
    awaitState("away: its answer does not hold: ");
    authority.replay(new byte[] {1, 2, 3});
    awaitState("away: ");
    assertThat(stamped()).hasSize(1);
    authority.replay(null);
    awaitStamped(7);
  }

  @Test
  void anAuthorityThatIsNotTrustedStampsNothing() throws Exception {
    try (OpensslAuthority other = new OpensslAuthority(folder.resolve("other"))) {
      ledger.close();
      open(other.trusted());
      ledger.grow("first", 3);
      stamp();
      awaitState("away: its answer does not hold: ");
      assertThat(stamped()).isEmpty();
    }
  }

  @Test
  void anAuthorityThatIsAwayIsAskedAgain() throws Exception {
    authority.close();
    stamp();
    awaitState("away: ");
    authority.start();
    awaitStamped(3);
  }

  @Test
  void anAuthorityWithoutTrustedCertificatesIsASettingAtFault() throws Exception {
    ledger.close();
    ledger = new TestLedger(folder, Map.of("delega.audit.timestamps.url", authority.url()));
    assertThatThrownBy(() -> new Stamping(ledger.config(), timestamps))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("delega.audit.timestamps.trusted");
  }
}
