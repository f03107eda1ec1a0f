package io.delega.accesspolicy.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.accesspolicy.grant.ConsentCheck.Given;
import io.delega.accesspolicy.grant.ConsentCheck.Within;
import io.delega.contracts.Counter;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConsentCheckTest {
  private static final Instant JUNE = Instant.parse("2026-06-01T00:00:00Z");
  private static final Instant JULY = Instant.parse("2026-07-01T00:00:00Z");
  private static final Limits.Hours HOURS = new Limits.Hours("Europe/Rome", null, "08:00", "20:00");

  private static Permission read(String... mailboxes) {
    return new Permission(
        "mail.read", mailboxes.length == 0 ? Map.of() : Map.of("mailbox", List.of(mailboxes)));
  }

  private static Optional<Limits> within(Given given, Limits wanted, Permission... asked) {
    return ConsentCheck.within(List.of(given), List.of(asked), wanted).map(Within::limits);
  }

  private static Given given(Limits limits, Permission... permissions) {
    return new Given(
        List.of(permissions), limits, SharedCounters.with(List.of(), "cns_1", limits), null);
  }

  @Test
  void nothingLiesWithinNoConsent() {
    assertThat(ConsentCheck.within(List.of(), List.of(read("a")), Limits.NONE)).isEmpty();
  }

  @Test
  void resourcesMustBeThoseConsentedTo() {
    Given given = given(Limits.NONE, read("a", "b"));
    assertThat(within(given, Limits.NONE, read("a"))).contains(Limits.NONE);
    assertThat(within(given, Limits.NONE, read("a", "c"))).isEmpty();
    assertThat(within(given, Limits.NONE, read())).isEmpty();
    assertThat(within(given, Limits.NONE, new Permission("mail.send", Map.of()))).isEmpty();
  }

  @Test
  void takesOverTheLimitsOfTheConsent() {
    Given given = given(new Limits(JUNE, 60, HOURS), read());
    assertThat(within(given, Limits.NONE, read("a"))).contains(new Limits(JUNE, 60, HOURS));
    assertThat(within(given, new Limits(null, 10, null), read("a")))
        .contains(new Limits(JUNE, 10, HOURS));
  }

  @Test
  void refusesWiderLimits() {
    Given given = given(new Limits(JUNE, 60, HOURS), read());
    assertThat(within(given, new Limits(JULY, null, null), read())).isEmpty();
    assertThat(within(given, new Limits(null, 61, null), read())).isEmpty();
    Limits.Hours longer = new Limits.Hours("Europe/Rome", null, "08:00", "21:00");
    assertThat(within(given, new Limits(null, null, longer), read())).isEmpty();
  }

  @Test
  void joinsSeveralConsents() {
    Given mail = given(new Limits(JULY, null, null), read("a"));
    Given more = given(new Limits(JUNE, null, null), read("b"));
    List<Given> both = List.of(mail, more);
    assertThat(ConsentCheck.within(both, List.of(read("a"), read("b")), Limits.NONE))
        .as("the second consent ends earlier than the limit taken over from the first")
        .isEmpty();
    assertThat(
            ConsentCheck.within(both, List.of(read("a"), read("b")), new Limits(JUNE, null, null)))
        .contains(new Within(new Limits(JUNE, null, null), List.of(), null));
  }

  @Test
  void networksLieWithinThoseConsentedTo() {
    Given given = given(from("10.0.0.0/8", "2001:db8::/32"), read());
    assertThat(within(given, Limits.NONE, read())).contains(from("10.0.0.0/8", "2001:db8::/32"));
    assertThat(within(given, from("10.1.0.0/16", "10.2.3.4"), read()))
        .contains(from("10.1.0.0/16", "10.2.3.4"));
    assertThat(within(given, from("10.1.0.0/16", "192.0.2.1"), read())).isEmpty();
    assertThat(within(given, from("0.0.0.0/0"), read())).isEmpty();
  }

  private static Limits from(String... networks) {
    return new Limits(null, null, null, null, null, List.of(networks), null);
  }

  @Test
  void readingOnlyStaysReadingOnly() {
    Limits reading = new Limits(null, null, null, null, null, null, true);
    Limits notSaid = new Limits(null, null, null, null, null, null, false);
    assertThat(within(given(reading, read()), notSaid, read())).contains(reading);
    assertThat(within(given(Limits.NONE, read()), reading, read())).contains(reading);
  }

  @Test
  void grantsUnderOneConsentCountTogether() {
    Limits limits = new Limits(null, 60, null, 100, 1_000, null, null);
    Given given = given(limits, read());
    Within whole = ConsentCheck.within(List.of(given), List.of(read()), Limits.NONE).orElseThrow();
    assertThat(SharedCounters.with(whole.counters(), "gra_1", whole.limits()))
        .containsExactly(new Counter("cns_1", 60, 100, 1_000));

    Limits fewer = new Limits(null, null, null, 10, null, null, null);
    Within less = ConsentCheck.within(List.of(given), List.of(read()), fewer).orElseThrow();
    List<Counter> counters = SharedCounters.with(less.counters(), "gra_2", less.limits());
    assertThat(counters)
        .containsExactly(new Counter("cns_1", 60, 100, 1_000), new Counter("gra_2", 60, 10, 1_000));
    assertThat(SharedCounters.without(counters, "gra_2"))
        .containsExactly(new Counter("cns_1", 60, 100, 1_000));

    List<Counter> settled = SharedCounters.with(counters, "gra_2", new Limits(null, 7, null));
    assertThat(settled)
        .as("one counter is never there twice with two numbers")
        .containsExactly(new Counter("cns_1", 60, 100, 1_000), new Counter("gra_2", 7, 10, 1_000));
    assertThat(SharedCounters.with(List.of(), "gra_3", Limits.NONE)).isEmpty();
  }
}
