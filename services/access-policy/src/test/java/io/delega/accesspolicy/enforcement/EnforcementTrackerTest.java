package io.delega.accesspolicy.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.accesspolicy.enforcement.EnforcementTracker.Verdict;
import io.delega.accesspolicy.enforcement.EnforcementTracker.Visible;
import io.delega.contracts.EnforcementAck.Applied;
import io.delega.contracts.EnforcementAck.Goodbye;
import io.delega.contracts.EnforcementAck.Heartbeat;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Time is a number here; records are read in the order in which the test tells them. */
class EnforcementTrackerTest {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final String KEY = "con_1";
  private static final int STATE = 2;
  private static final long RECORD = 41;
  private static final long POSITION = 42;

  private final EnforcementTracker tracker = new EnforcementTracker(DEADLINE);
  private long now;
  private long acksEnd;

  private void later(double seconds) {
    now += Math.round(seconds * 1e9);
  }

  private void heartbeat(String incarnation) {
    tracker.ack(0, acksEnd++, new Heartbeat(incarnation, acksEnd), now);
    tracker.consumed(0, acksEnd);
  }

  private void applied(String incarnation, long position) {
    tracker.ack(0, acksEnd++, new Applied(incarnation, Map.of(STATE, position)), now);
    tracker.consumed(0, acksEnd);
  }

  private void goodbye(String incarnation) {
    tracker.ack(0, acksEnd++, new Goodbye(incarnation), now);
    tracker.consumed(0, acksEnd);
  }

  private Visible visible() {
    tracker.state(KEY, 7, STATE, RECORD, now);
    return tracker.visible(KEY, 7).orElseThrow();
  }

  /** A barrier that has been appended and consumed. */
  private Map<Integer, Long> barrier() {
    Map<Integer, Long> ends = Map.of(0, acksEnd++);
    tracker.consumed(0, acksEnd);
    return ends;
  }

  private Optional<Verdict> judge(Visible state, Map<Integer, Long> ends) {
    return tracker.judge(state, ends, now);
  }

  @Test
  void isNotVisibleBeforeThatVersionWasRead() {
    tracker.state(KEY, 6, STATE, 40, now);
    assertThat(tracker.visible(KEY, 7)).isEmpty();
    tracker.state(KEY, 8, STATE, 45, now);
    assertThat(tracker.visible(KEY, 7).orElseThrow().position()).isEqualTo(46);
    tracker.state(KEY, 7, STATE, 47, now);
    assertThat(tracker.visible(KEY, 7).orElseThrow().position()).isEqualTo(46);
    assertThat(tracker.visible("con_2", 1)).isEmpty();
  }

  @Test
  void answersAtOnceWhereThereIsNoReplica() {
    Visible state = visible();
    assertThat(judge(state, null)).isEmpty();
    assertThat(judge(state, barrier())).contains(new Verdict(0, 0));
  }

  @Test
  void waitsForEveryReplicaBeforeTheBarrier() {
    heartbeat("a");
    heartbeat("b");
    Visible state = visible();
    applied("a", POSITION);
    Map<Integer, Long> ends = barrier();
    assertThat(judge(state, ends)).isEmpty();
    applied("b", POSITION - 1);
    assertThat(judge(state, ends)).isEmpty();
    applied("b", POSITION + 3);
    assertThat(judge(state, ends)).contains(new Verdict(2, 0));
  }

  @Test
  void judgesNothingBeforeTheBarrierIsConsumed() {
    heartbeat("a");
    Visible state = visible();
    applied("a", POSITION);
    Map<Integer, Long> ends = Map.of(0, acksEnd + 1);
    assertThat(judge(state, ends)).isEmpty();
    heartbeat("unseen-until-now");
    assertThat(judge(state, ends)).isEmpty();
    applied("unseen-until-now", POSITION);
    assertThat(judge(state, ends)).contains(new Verdict(2, 0));
  }

  @Test
  void wantsTheBarrierOfEveryPartition() {
    Visible state = visible();
    tracker.consumed(0, 10);
    assertThat(judge(state, Map.of(0, 3L, 1, 0L))).isPresent();
    assertThat(judge(state, Map.of(0, 3L, 1, 1L))).isEmpty();
  }

  @Test
  void doesNotWaitForALateJoiner() {
    heartbeat("a");
    Visible state = visible();
    applied("a", POSITION);
    Map<Integer, Long> ends = barrier();
    heartbeat("late");
    assertThat(judge(state, ends)).contains(new Verdict(1, 0));
  }

  @Test
  void givesUpAPausedReplicaOnceItsLeaseIsDead() {
    heartbeat("a");
    heartbeat("paused");
    later(3);
    heartbeat("a");
    Visible state = visible();
    applied("a", POSITION);
    Map<Integer, Long> ends = barrier();
    later(2);
    assertThat(judge(state, ends)).as("exactly L and margin: still waiting").isEmpty();
    later(0.001);
    assertThat(judge(state, ends)).contains(new Verdict(1, 1));
  }

  @Test
  void waitsForAStuckReplicaThatStillBeatsUntilEveryOldLeaseIsDead() {
    heartbeat("stuck");
    Visible state = visible();
    Map<Integer, Long> ends = barrier();
    for (int i = 0; i < 5; i++) {
      later(1);
      heartbeat("stuck");
      assertThat(judge(state, ends)).isEmpty();
    }
    later(0.001);
    assertThat(judge(state, ends)).contains(new Verdict(0, 1));
  }

  @Test
  void answersWithoutABarrierOnceEveryLeaseIsDead() {
    heartbeat("a");
    Visible state = visible();
    later(5);
    assertThat(judge(state, null)).isEmpty();
    later(0.001);
    assertThat(judge(state, null)).contains(new Verdict(0, 1));
  }

  @Test
  void doesNotWaitForOneThatSaidGoodbye() {
    heartbeat("a");
    Visible state = visible();
    Map<Integer, Long> ends = barrier();
    assertThat(judge(state, ends)).isEmpty();
    goodbye("a");
    assertThat(judge(state, ends)).contains(new Verdict(0, 0));
  }

  @Test
  void waitsForOneThatBeatsAfterItsGoodbye() {
    heartbeat("a");
    goodbye("a");
    heartbeat("a");
    Visible state = visible();
    assertThat(judge(state, barrier())).isEmpty();
  }

  @Test
  void knowsARestartedReplicaAsAnother() {
    heartbeat("before");
    applied("before", POSITION - 10);
    later(1);
    heartbeat("after");
    Visible state = visible();
    applied("after", POSITION);
    Map<Integer, Long> ends = barrier();
    assertThat(judge(state, ends)).isEmpty();
    later(4.5);
    assertThat(judge(state, ends)).contains(new Verdict(1, 1));
  }

  @Test
  void doesNotSpeakOfThoseLongDead() {
    heartbeat("dead");
    later(60);
    Visible state = visible();
    assertThat(judge(state, barrier())).contains(new Verdict(0, 0));
  }

  @Test
  void waitsForOneWhoseHeartbeatWasNotSeen() {
    Visible state = visible();
    applied("new", POSITION - 1);
    Map<Integer, Long> ends = barrier();
    assertThat(judge(state, ends)).isEmpty();
    applied("new", POSITION);
    assertThat(judge(state, ends)).contains(new Verdict(1, 0));
  }

  @Test
  void countsWhatWasReadLateAsJustSent() {
    // After a restart all heartbeats of the last hour are read now; none may be given up yet.
    Visible state = visible();
    heartbeat("perhaps-alive");
    Map<Integer, Long> ends = barrier();
    later(4);
    assertThat(judge(state, ends)).isEmpty();
  }

  @Test
  void takesBackAForgottenReplicaByItsNextRecord() {
    heartbeat("a");
    later(7300);
    tracker.forget(Duration.ofHours(2), now);
    heartbeat("a");
    Visible state = visible();
    assertThat(judge(state, barrier())).isEmpty();
  }
}
