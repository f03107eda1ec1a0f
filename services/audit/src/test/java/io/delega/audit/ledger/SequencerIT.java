package io.delega.audit.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delega.ledger.Checkpoint;
import io.delega.ledger.Hashes;
import io.delega.ledger.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several replicas, one order. */
class SequencerIT {
  private static final int REPLICAS = 3;

  @TempDir Path folder;
  private TestLedger ledger;
  private ExecutorService replicas;

  @BeforeEach
  void start() throws IOException {
    replicas = Executors.newFixedThreadPool(REPLICAS);
    ledger = new TestLedger(folder, Map.of());
  }

  @AfterEach
  void stop() throws SQLException {
    replicas.shutdownNow();
    ledger.close();
  }

  @Test
  void severalReplicasMakeEachEventOneLeafAndNumberThemWithoutGaps() throws Exception {
    List<Fact> facts = IntStream.range(0, 400).mapToObj(i -> TestLedger.fact("e" + i)).toList();
    List<Future<?>> done = new ArrayList<>();
    for (int replica = 0; replica < REPLICAS; replica++) {
      List<Fact> its = new ArrayList<>(facts);
      Collections.shuffle(its, new Random(replica));
      done.add(replicas.submit(() -> appendInBatches(its)));
    }
    for (Future<?> one : done) {
      one.get(60, TimeUnit.SECONDS);
    }
    ledger.checkpoints().requireContinuation();
    assertThat(numbers()).containsExactlyElementsOf(IntStream.range(0, 400).boxed().toList());
    Checkpoint last =
        Checkpoint.open(
            ledger.checkpoints().last().orElseThrow(), ledger.key().signer().verifier());
    assertThat(last.size()).isEqualTo(400);
    assertThat(last.root()).isEqualTo(rootOfTheEntries());
  }

  private Void appendInBatches(List<Fact> facts) throws SQLException {
    Checkpoints checkpoints =
        new Checkpoints(ledger.database(), ledger.key(), new Anchor(ledger.config(), ledger.key()));
    for (int from = 0; from < facts.size(); from += 20) {
      ledger.sequencer().append(facts.subList(from, from + 20));
      checkpoints.sign();
    }
    return null;
  }

  private List<Integer> numbers() throws SQLException {
    List<Integer> numbers = new ArrayList<>();
    try (Connection connection = ledger.database().getConnection();
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery("SELECT agency_sequence FROM entry ORDER BY leaf_index")) {
      while (found.next()) {
        numbers.add(found.getInt(1));
      }
    }
    return numbers;
  }

  private byte[] rootOfTheEntries() throws SQLException {
    List<byte[]> hashes = new ArrayList<>();
    try (Connection connection = ledger.database().getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT leaf FROM entry ORDER BY leaf_index")) {
      while (found.next()) {
        hashes.add(Hashes.leaf(found.getBytes(1)));
      }
    }
    return new Tree((level, index) -> subtree(hashes, level, (int) index)).root(hashes.size());
  }

  private static byte[] subtree(List<byte[]> hashes, int level, int index) {
    return level == 0
        ? hashes.get(index)
        : Hashes.node(
            subtree(hashes, level - 1, 2 * index), subtree(hashes, level - 1, 2 * index + 1));
  }

  @Test
  void whoStandsStillWithTheHeadLockedIsPutOutAndLeavesNothingBehind() throws Exception {
    StandingStill still = new StandingStill(List.of(TestLedger.fact("paused")));
    Future<Integer> paused = replicas.submit(() -> ledger.sequencer().append(still));
    assertThat(still.holding.await(20, TimeUnit.SECONDS)).isTrue();
    // What the database does by itself once the transaction was idle for 10 s.
    ledger.owner(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction'"
            + " AND datname = '"
            + ledger.name()
            + "'");
    assertThat(ledger.sequencer().append(List.of(TestLedger.fact("other")))).isEqualTo(1);
    still.released.countDown();
    assertThatThrownBy(() -> paused.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(SQLException.class);
    assertThat(numbers()).containsExactly(0);
    // It comes back and appends behind.
    ledger.sequencer().append(List.of(TestLedger.fact("paused"), TestLedger.fact("other")));
    assertThat(numbers()).containsExactly(0, 1);
  }

  /** Facts that are read only when they are allowed to: by then the head is locked. */
  private static final class StandingStill extends AbstractList<Fact> {
    private final CountDownLatch holding = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final List<Fact> facts;

    StandingStill(List<Fact> facts) {
      this.facts = facts;
    }

    @Override
    public Fact get(int index) {
      holding.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return facts.get(index);
    }

    @Override
    public int size() {
      return facts.size();
    }
  }
}
