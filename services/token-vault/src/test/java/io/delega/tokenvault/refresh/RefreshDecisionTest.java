package io.delega.tokenvault.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.tokenvault.credential.Refresher.Cause;
import io.delega.tokenvault.refresh.RefreshDecision.Await;
import io.delega.tokenvault.refresh.RefreshDecision.Break;
import io.delega.tokenvault.refresh.RefreshDecision.Facts;
import io.delega.tokenvault.refresh.RefreshDecision.Later;
import io.delega.tokenvault.refresh.RefreshDecision.Refresh;
import io.delega.tokenvault.refresh.RefreshDecision.Use;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefreshDecisionTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Optional<Instant> SOON = Optional.of(NOW.plusSeconds(5));
  private static final Optional<Instant> PAST = Optional.of(NOW.minusSeconds(5));

  private boolean due = true;
  private Optional<Instant> expires = SOON;
  private boolean refreshable = true;
  private Optional<String> brokenFor = Optional.empty();
  private Optional<String> refusedFor = Optional.empty();
  private Optional<Instant> claimUntil = Optional.empty();
  private boolean intent;
  private boolean reuse;
  private Optional<Instant> forcedAt = Optional.empty();
  private Optional<Instant> retryAt = Optional.empty();

  private RefreshDecision decide(long seen, Cause cause) {
    Facts facts =
        new Facts(
            7,
            brokenFor,
            due,
            expires,
            refreshable,
            refusedFor,
            claimUntil,
            intent,
            reuse,
            forcedAt,
            retryAt);
    return RefreshDecision.decide(facts, seen, cause, NOW);
  }

  @Test
  void refreshesWhatIsDue() {
    assertThat(decide(7, Cause.DUE)).isInstanceOf(Refresh.class);
  }

  @Test
  void usesWhatIsNotDue() {
    due = false;
    assertThat(decide(7, Cause.DUE)).isEqualTo(new Use());
  }

  @Test
  void refreshesOnceForAllWhoWereRejected() {
    due = false;
    assertThat(decide(7, Cause.REJECTED)).isInstanceOf(Refresh.class);
    assertThat(decide(6, Cause.REJECTED)).isEqualTo(new Use());
  }

  @Test
  void waitsForWhoeverIsAtIt() {
    claimUntil = SOON;
    intent = true;
    assertThat(decide(7, Cause.DUE)).isEqualTo(new Await(true));
    assertThat(decide(7, Cause.REJECTED)).isEqualTo(new Await(false));
  }

  @Test
  void neverSendsATokenAgainWhoseOutcomeIsUnknown() {
    claimUntil = PAST;
    intent = true;
    assertThat(decide(7, Cause.DUE)).isEqualTo(new Use());
    expires = PAST;
    assertThat(decide(7, Cause.DUE)).isEqualTo(new Break("refresh_outcome_unknown"));
    reuse = true;
    assertThat(decide(7, Cause.DUE)).isInstanceOf(Refresh.class);
  }

  @Test
  void servesADegradedTokenUntilItRunsOut() {
    refreshable = false;
    refusedFor = Optional.of("invalid_grant");
    assertThat(decide(7, Cause.DUE)).isEqualTo(new Use());
    assertThat(decide(7, Cause.REJECTED)).isEqualTo(new Break("invalid_grant"));
    expires = PAST;
    assertThat(decide(7, Cause.DUE)).isEqualTo(new Break("invalid_grant"));
  }

  @Test
  void breaksWhatCannotBeRefreshed() {
    refreshable = false;
    expires = PAST;
    assertThat(decide(7, Cause.DUE)).isEqualTo(new Break("expired"));
    expires = Optional.empty();
    due = false;
    assertThat(decide(7, Cause.DUE)).isEqualTo(new Use());
    assertThat(decide(7, Cause.REJECTED)).isEqualTo(new Break("rejected"));
  }

  @Test
  void backsOff() {
    retryAt = SOON;
    assertThat(decide(7, Cause.DUE)).isEqualTo(new Use());
    expires = PAST;
    assertThat(decide(7, Cause.DUE)).isEqualTo(new Later(SOON.get()));
    retryAt = PAST;
    assertThat(decide(7, Cause.DUE)).isInstanceOf(Refresh.class);
  }

  @Test
  void doesNotForceRefreshesInACircle() {
    due = false;
    forcedAt = PAST;
    assertThat(decide(7, Cause.REJECTED)).isEqualTo(new Break("rejected_after_refresh"));
    forcedAt = Optional.of(NOW.minusSeconds(3600));
    assertThat(decide(7, Cause.REJECTED)).isInstanceOf(Refresh.class);
  }

  @Test
  void breaksNothingForATest() {
    due = false;
    assertThat(decide(7, Cause.TEST)).isInstanceOf(Refresh.class);
    forcedAt = PAST;
    assertThat(decide(7, Cause.TEST)).isEqualTo(new Use());
    refreshable = false;
    refusedFor = Optional.of("invalid_grant");
    assertThat(decide(7, Cause.TEST)).isEqualTo(new Use());
  }

  @Test
  void refreshesWhatRanOutHoweverYoungItWas() {
    forcedAt = PAST;
    expires = PAST;
    assertThat(decide(7, Cause.REJECTED)).isInstanceOf(Refresh.class);
  }

  @Test
  void staysBroken() {
    brokenFor = Optional.of("invalid_grant");
    assertThat(decide(1, Cause.REJECTED)).isEqualTo(new Break("invalid_grant"));
  }
}
