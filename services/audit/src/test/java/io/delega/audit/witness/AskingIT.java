package io.delega.audit.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.delega.audit.ledger.ForkException;
import io.delega.audit.ledger.TestLedger;
import io.delega.ledger.SignedNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** audit and a witness: cosignatures, absence, and databases that were put back. */
class AskingIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private TestLedger ledger;
  private WitnessProcess witness;
  private Asking asking;
  private Thread thread;

  @BeforeEach
  void start() throws IOException, SQLException {
    ledger = new TestLedger(folder, Map.of());
    ledger.checkpoints().sign();
    ledger.grow("first", 3);
    witness =
        new WitnessProcess(folder.resolve("witness"), ledger.key().signer().verifier().toString());
    ask();
  }

  @AfterEach
  void stop() throws SQLException, InterruptedException {
    stopAsking();
    witness.close();
    ledger.close();
  }

  private void ask() {
    asking =
        new Asking(
            new WitnessClient(witness.setting()),
            new Cosignatures(ledger.database()),
            ledger.checkpoints(),
            ledger.key().signer().verifier());
    thread = new Thread(asking);
    thread.start();
  }

  private void stopAsking() throws InterruptedException {
    thread.interrupt();
    thread.join(10_000);
  }

  private void awaitState(String state) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(asking.state()).startsWith(state));
  }

  /** As a restored host: the database of before, no file, nothing in memory. */
  private void restore(String backup) throws IOException, InterruptedException {
    stopAsking();
    ledger.restore(backup);
    Files.delete(ledger.config().anchorFile());
    ledger.restart();
  }

  @Test
  void theNewestCheckpointIsCosignedAndItsLineIsKept() throws SQLException {
    awaitState("cosigned 3");
    ledger.grow("second", 300);
    awaitState("cosigned 303");
    assertThat(asking.up()).isEqualTo(1);
    assertThat(asking.behind()).isZero();
    try (Connection connection = ledger.database().getConnection();
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT note || cosignatures, cosigned FROM checkpoint"
                    + " WHERE size IN (3, 303) ORDER BY size")) {
      while (found.next()) {
        assertThat(SignedNote.parse(found.getString(1)).cosignedAt(witness.key())).isPresent();
        assertThat(found.getInt(2)).isEqualTo(1);
      }
    }
  }

  @Test
  void aWitnessThatIsAwayStopsNothingAndIsShown() throws SQLException, IOException {
    awaitState("cosigned 3");
    witness.close();
    ledger.grow("second", 4);
    awaitState("away: ");
    assertThat(asking.up()).isZero();
    assertThat(asking.behind()).isEqualTo(4);
    ledger.grow("third", 1);
    assertThat(ledger.checkpoints().refusal()).isEmpty();
    witness.start();
    awaitState("cosigned 8");
    assertThat(asking.behind()).isZero();
  }

  @Test
  void aStrangerInTheWitnessesPlaceCosignsNothing() throws SQLException, IOException {
    awaitState("cosigned 3");
    witness.close();
    Files.delete(folder.resolve("witness/key"));
    try (var logs = Files.list(folder.resolve("witness/logs"))) {
      for (Path file : logs.toList()) {
        Files.delete(file);
      }
    }
    witness.start();
    ledger.grow("second", 4);
    awaitState("away: its answer holds no cosignature of its key");
    assertThat(ledger.checkpoints().refusal()).isEmpty();
  }

  @Test
  void aDatabaseThatWasPutBackIsCaughtByTheWitnessAloneBeforeAnythingIsSigned() throws Exception {
    String backup = ledger.backUp();
    ledger.grow("second", 4);
    awaitState("cosigned 7");
    restore(backup);
    ledger.checkpoints().requireContinuation();
    ask();
    assertThatThrownBy(asking::requireContinuation)
        .isInstanceOf(ForkException.class)
        .hasMessage(
            "the tree has 3 entries, but a checkpoint of 7 was signed (cosigned by witness"
                + " witness.example): the database was put back, or entries were removed");
    assertThatThrownBy(() -> ledger.grow("other", 1)).isInstanceOf(ForkException.class);
  }

  @Test
  void aForkIsCaughtWhenTheWitnessIsBack() throws Exception {
    String backup = ledger.backUp();
    ledger.grow("second", 4);
    awaitState("cosigned 7");
    witness.close();
    restore(backup);
    ledger.checkpoints().requireContinuation();
    ask();
    ledger.grow("other", 20);
    awaitState("away: ");
    witness.start();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(ledger.checkpoints().refusal())
                    .contains(
                        "the first 7 entries are not those whose checkpoint was signed (cosigned"
                            + " by witness witness.example)"));
    assertThatThrownBy(() -> ledger.grow("more", 1)).isInstanceOf(ForkException.class);
  }

  @Test
  void aWitnessThatOnlyTellsItsSizeIsBelieved() throws Exception {
    String backup = ledger.backUp();
    ledger.grow("second", 4);
    awaitState("cosigned 7");
    witness.close();
    restore(backup);
    HttpServer bare = witness.startWithoutShowing();
    try {
      ask();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(ledger.checkpoints().refusal())
                      .contains(
                          "witness witness.example cosigned a checkpoint of 7 entries, but the"
                              + " last one here has 3: the database was put back, or entries were"
                              + " removed"));
    } finally {
      bare.stop(0);
    }
  }

  @Test
  void aWitnessThatFindsTheForkItselfIsBelieved() throws Exception {
    String backup = ledger.backUp();
    ledger.grow("second", 4);
    awaitState("cosigned 7");
    witness.close();
    restore(backup);
    ledger.grow("other", 20);
    HttpServer bare = witness.startWithoutShowing();
    try {
      ask();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(ledger.checkpoints().refusal())
                      .contains(
                          "witness witness.example says of the checkpoint of 23 entries: the"
                              + " checkpoint of 23 entries is not proven to continue the one of 7"
                              + " cosigned before"));
    } finally {
      bare.stop(0);
    }
  }

  @Test
  void aSettingThatNamesNoWitnessIsRefused() {
    for (String setting :
        new String[] {
          "",
          "http://witness.example",
          witness.key().toString(),
          witness.key() + " witness.example",
          ledger.key().signer().verifier() + " http://witness.example"
        }) {
      assertThatThrownBy(() -> new WitnessClient(setting))
          .as(setting)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
