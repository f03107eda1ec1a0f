package io.delega.tokenvault.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {
  private final LeaseKeeper lease = new LeaseKeeper(Duration.ofSeconds(4));

  private static Moment at(long seconds) {
    return new Moment(seconds * 1_000_000_000L, seconds * 1_000);
  }

  @Test
  void holdsNothingAtFirst() {
    assertThat(lease.holds(at(0))).isFalse();
    lease.applied(Map.of(0, 10L));
    assertThat(lease.holds(at(0))).isFalse();
  }

  @Test
  void aHeartbeatCountsOnlyOnceTheEndReadAfterItsAckIsApplied() {
    lease.acked(at(10), Map.of(0, 5L, 1, 7L));
    assertThat(lease.holds(at(11))).isFalse();
    lease.applied(Map.of(0, 5L, 1, 6L));
    assertThat(lease.holds(at(11))).isFalse();
    lease.applied(Map.of(0, 5L, 1, 7L));
    assertThat(lease.holds(at(11))).isTrue();
  }

  @Test
  void isCountedFromBeforeTheSendNotFromTheAckOrTheCatchUp() {
    lease.acked(at(10), Map.of(0, 1L));
    lease.applied(Map.of(0, 1L));
    assertThat(lease.holds(new Moment(13_999_999_999L, 13_999))).isTrue();
    assertThat(lease.holds(at(14))).isFalse();
  }

  @Test
  void aHeartbeatThatIsNotCaughtUpDoesNotProlong() {
    lease.acked(at(10), Map.of(0, 1L));
    lease.applied(Map.of(0, 1L));
    lease.acked(at(13), Map.of(0, 2L));
    assertThat(lease.holds(at(15))).isFalse();
    lease.applied(Map.of(0, 2L));
    assertThat(lease.holds(at(15))).isTrue();
  }

  @Test
  void anEarlierHeartbeatNeverShortensALaterOne() {
    lease.acked(at(13), Map.of(0, 1L));
    lease.acked(at(10), Map.of(0, 1L));
    lease.applied(Map.of(0, 1L));
    assertThat(lease.holds(at(16))).isTrue();
  }

  @Test
  void endsByTheWallClockWhenTheMonotonicOneStoodStill() {
    lease.acked(at(10), Map.of());
    assertThat(lease.holds(new Moment(at(11).nanos(), at(15).millis()))).isFalse();
  }

  @Test
  void endsByTheMonotonicClockWhenTheWallClockWasSetBack() {
    lease.acked(at(10), Map.of());
    assertThat(lease.holds(new Moment(at(15).nanos(), at(3).millis()))).isFalse();
  }

  @Test
  void anEmptyTopicNeedsNothingApplied() {
    lease.acked(at(10), Map.of(0, 0L, 1, 0L));
    assertThat(lease.holds(at(11))).isTrue();
  }

  @Test
  void aNewPartitionWithRecordsHasToBeApplied() {
    lease.applied(Map.of(0, 9L));
    lease.acked(at(10), Map.of(0, 9L, 1, 1L));
    assertThat(lease.holds(at(11))).isFalse();
    lease.applied(Map.of(0, 9L, 1, 1L));
    assertThat(lease.holds(at(11))).isTrue();
  }

  @Test
  void afterTheEndNothingGivesALease() {
    lease.acked(at(10), Map.of());
    lease.end();
    lease.acked(at(11), Map.of());
    lease.applied(Map.of(0, 1L));
    assertThat(lease.holds(at(11))).isFalse();
  }

  @Test
  void afterARestartEverythingIsAppliedAnew() {
    lease.applied(Map.of(0, 9L));
    lease.acked(at(10), Map.of(0, 9L));
    lease.restart();
    assertThat(lease.holds(at(11))).isFalse();
    lease.acked(at(11), Map.of(0, 9L));
    assertThat(lease.holds(at(11))).isFalse();
    lease.applied(Map.of(0, 9L));
    assertThat(lease.holds(at(11))).isTrue();
  }
}
