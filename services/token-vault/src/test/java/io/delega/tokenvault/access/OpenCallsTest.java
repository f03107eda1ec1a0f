package io.delega.tokenvault.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.contracts.AccessEvent.CallDecided;
import io.delega.contracts.Actor;
import io.delega.contracts.EnforcementAck;
import io.delega.contracts.Event;
import io.delega.contracts.EventData;
import io.delega.contracts.EventJson;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OpenCallsTest {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final Actor ACTOR = new Actor(Actor.ASSISTANT, "a");
  private static final Duration LONG = Duration.ofHours(2);

  private final OpenCalls calls = new OpenCalls();

  private static CallDecided decided(String call, String outcome) {
    return new CallDecided(
        call, "con_1", "cli_1", "p", "ast_1", "gra_1", "o", "GET", outcome, null, 1, "inc_1", null,
        null);
  }

  private static byte[] event(EventData data) {
    return EventJson.write(Event.of("token-vault", "call_1", "agency-a", ACTOR, 1, data, CLOCK));
  }

  private static byte[] completed(String call) {
    return event(Reconciler.unknown(decided(call, "allowed")));
  }

  @Test
  void whatIsCommittedNeverPassesAnOpenCall() {
    assertThat(calls.committable()).isZero();
    calls.read(4, Instant.now(), event(decided("call_1", "denied")));
    assertThat(calls.committable()).isEqualTo(5);
    calls.read(5, Instant.now(), event(decided("call_2", "allowed")));
    calls.read(6, Instant.now(), event(decided("call_3", "allowed")));
    calls.skip(7);
    assertThat(calls.committable()).isEqualTo(5);
    calls.read(8, Instant.now(), completed("call_3"));
    assertThat(calls.committable()).isEqualTo(5);
    calls.read(9, Instant.now(), completed("call_2"));
    assertThat(calls.committable()).isEqualTo(10);
  }

  @Test
  void onlyOpenCallsOfTheDeadAreOrphans() {
    calls.read(0, Instant.now(), event(decided("call_1", "allowed")));
    assertThat(calls.orphans(id -> false, LONG, Instant.now())).isEmpty();
    assertThat(calls.orphans("inc_1"::equals, LONG, Instant.now())).hasSize(1);
    calls.closed("call_1");
    assertThat(calls.orphans("inc_1"::equals, LONG, Instant.now())).isEmpty();
  }

  @Test
  void aCallThatIsOpenForTooLongIsAnOrphan() {
    calls.read(0, Instant.now(), event(decided("call_1", "allowed")));
    assertThat(calls.orphans(id -> false, LONG, Instant.now().plus(LONG).plusSeconds(5)))
        .hasSize(1);
  }

  private static final long SECOND = 1_000_000_000L;

  @Test
  void theDeadAreThoseSilentForLongOrGone() {
    Liveness liveness = new Liveness("inc_me", Duration.ofSeconds(12), 0);
    liveness.read(new EnforcementAck.Heartbeat("inc_1", 1), 0);
    liveness.read(new EnforcementAck.Heartbeat("inc_2", 1), 0);
    liveness.read(new EnforcementAck.Heartbeat("inc_me", 1), 0);
    liveness.read(new EnforcementAck.Goodbye("inc_2"), SECOND);
    assertThat(liveness.isDead("inc_1", SECOND)).isFalse();
    assertThat(liveness.isDead("inc_2", SECOND)).isTrue();
    assertThat(liveness.isDead("inc_never", SECOND)).isFalse();
    liveness.read(new EnforcementAck.Heartbeat("inc_me", 2), 13 * SECOND);
    assertThat(liveness.isDead("inc_1", 13 * SECOND)).isTrue();
    assertThat(liveness.isDead("inc_never", 13 * SECOND)).isTrue();
    assertThat(liveness.isDead("inc_me", 13 * SECOND)).isFalse();
  }

  @Test
  void nobodyIsDeadWhileTheTopicIsNotReadUpToNow() {
    Liveness liveness = new Liveness("inc_me", Duration.ofSeconds(12), 0);
    liveness.read(new EnforcementAck.Heartbeat("inc_me", 1), 0);
    assertThat(liveness.isDead("inc_1", 60 * SECOND)).isFalse();
  }
}
