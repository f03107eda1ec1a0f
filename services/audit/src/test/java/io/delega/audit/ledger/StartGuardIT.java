package io.delega.audit.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delega.ledger.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is signed that does not continue what was signed before. */
class StartGuardIT {
  @TempDir Path folder;
  private TestLedger ledger;

  @BeforeEach
  void start() throws IOException, SQLException {
    ledger = new TestLedger(folder, Map.of());
    ledger.checkpoints().requireContinuation();
    ledger.checkpoints().sign();
    ledger.grow("first", 3);
  }

  @AfterEach
  void stop() throws SQLException {
    ledger.close();
  }

  private Checkpoint last() throws SQLException {
    return Checkpoint.open(
        ledger.checkpoints().last().orElseThrow(), ledger.key().signer().verifier());
  }

  @Test
  void goesOnAfterARestartAndWithoutTheFile() throws SQLException, IOException {
    ledger.restart().requireContinuation();
    ledger.grow("second", 300);
    assertThat(last().size()).isEqualTo(303);
    Files.delete(ledger.config().anchorFile());
    ledger.restart().requireContinuation();
    assertThat(Files.readString(ledger.config().anchorFile()))
        .isEqualTo(ledger.checkpoints().last().orElseThrow());
    assertThat(ledger.checkpoints().refusal()).isEmpty();
  }

  @Test
  void refusesADatabaseThatWasPutBackAsAWhole() throws SQLException {
    String backup = ledger.backUp();
    ledger.grow("second", 4);
    ledger.restore(backup);
    String reason = "the tree has 3 entries, but a checkpoint of 7 was signed (in the file ";
    assertThatThrownBy(() -> ledger.restart().requireContinuation())
        .isInstanceOf(ForkException.class)
        .hasMessageStartingWith(reason);
    assertThat(ledger.checkpoints().refusal())
        .hasValueSatisfying(r -> assertThat(r).startsWith(reason));
    assertThatThrownBy(() -> ledger.checkpoints().sign()).isInstanceOf(ForkException.class);
    assertThat(last().size()).isEqualTo(3);
  }

  @Test
  void refusesADatabaseThatWasPutBackUnderneathARunningProcess() throws SQLException, IOException {
    String backup = ledger.backUp();
    ledger.grow("second", 4);
    ledger.restore(backup);
    Files.delete(ledger.config().anchorFile());
    assertThatThrownBy(() -> ledger.grow("other", 1))
        .isInstanceOf(ForkException.class)
        .hasMessageStartingWith("the tree has 4 entries, but a checkpoint of 7 was signed");
    assertThat(last().size()).isEqualTo(3);
  }

  @Test
  void refusesADatabaseThatWasPutBackAndGrewToAnotherTree() throws SQLException {
    String backup = ledger.backUp();
    ledger.grow("second", 4);
    ledger.restore(backup);
    ledger
        .sequencer()
        .append(IntStream.range(0, 9).mapToObj(i -> TestLedger.fact("x" + i)).toList());
    assertThatThrownBy(() -> ledger.restart().requireContinuation())
        .isInstanceOf(ForkException.class)
        .hasMessageStartingWith("the first 7 entries are not those whose checkpoint was signed");
    assertThatThrownBy(() -> ledger.checkpoints().sign()).isInstanceOf(ForkException.class);
  }

  @Test
  void refusesTilesThatWereChanged() throws SQLException {
    ledger.change("UPDATE tile SET hashes = set_byte(hashes, 5, 255 - get_byte(hashes, 5))");
    assertThatThrownBy(() -> ledger.restart().requireContinuation())
        .isInstanceOf(ForkException.class)
        .hasMessage(
            "the first 3 entries are not those whose checkpoint was signed (in the database)");
  }

  @Test
  void refusesACheckpointOfAnotherKey() throws SQLException, IOException {
    ledger.change("UPDATE checkpoint SET note = replace(note, E'\\n3\\n', E'\\n2\\n')");
    assertThatThrownBy(() -> ledger.restart().requireContinuation())
        .isInstanceOf(ForkException.class)
        .hasMessage("the last checkpoint in the database is not signed by this ledger's key");
    Files.writeString(ledger.config().anchorFile(), "anything");
    ledger.change("DELETE FROM checkpoint");
    assertThatThrownBy(() -> ledger.restart().requireContinuation())
        .isInstanceOf(ForkException.class)
        .hasMessageEndingWith("holds no checkpoint of this ledger's key");
  }

  @Test
  void aCrashBetweenFileAndDatabaseLosesNothing() throws SQLException {
    ledger.sequencer().append(List.of(TestLedger.fact("later")));
    String unsigned = ledger.backUp();
    ledger.checkpoints().sign();
    ledger.restore(unsigned);
    ledger.restart().requireContinuation();
    assertThat(ledger.checkpoints().sign()).isTrue();
    assertThat(last().size()).isEqualTo(4);
  }
}
