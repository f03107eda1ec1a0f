package io.delega.accesspolicy.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.accesspolicy.grant.ConsentCheck.Given;
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
    return ConsentCheck.within(List.of(given), List.of(asked), wanted);
  }

  @Test
  void nothingLiesWithinNoConsent() {
    assertThat(ConsentCheck.within(List.of(), List.of(read("a")), Limits.NONE)).isEmpty();
  }

  @Test
  void resourcesMustBeThoseConsentedTo() {
    Given given = new Given(List.of(read("a", "b")), Limits.NONE);
    assertThat(within(given, Limits.NONE, read("a"))).contains(Limits.NONE);
    assertThat(within(given, Limits.NONE, read("a", "c"))).isEmpty();
    assertThat(within(given, Limits.NONE, read())).isEmpty();
    assertThat(within(given, Limits.NONE, new Permission("mail.send", Map.of()))).isEmpty();
  }

  @Test
  void takesOverTheLimitsOfTheConsent() {
    Given given = new Given(List.of(read()), new Limits(JUNE, 60, HOURS));
    assertThat(within(given, Limits.NONE, read("a"))).contains(new Limits(JUNE, 60, HOURS));
    assertThat(within(given, new Limits(null, 10, null), read("a")))
        .contains(new Limits(JUNE, 10, HOURS));
  }

  @Test
  void refusesWiderLimits() {
    Given given = new Given(List.of(read()), new Limits(JUNE, 60, HOURS));
    assertThat(within(given, new Limits(JULY, null, null), read())).isEmpty();
    assertThat(within(given, new Limits(null, 61, null), read())).isEmpty();
    Limits.Hours longer = new Limits.Hours("Europe/Rome", null, "08:00", "21:00");
    assertThat(within(given, new Limits(null, null, longer), read())).isEmpty();
  }

  @Test
  void joinsSeveralConsents() {
    Given mail = new Given(List.of(read("a")), new Limits(JULY, null, null));
    Given more = new Given(List.of(read("b")), new Limits(JUNE, null, null));
    List<Given> both = List.of(mail, more);
    assertThat(ConsentCheck.within(both, List.of(read("a"), read("b")), Limits.NONE))
        .as("the second consent ends earlier than the limit taken over from the first")
        .isEmpty();
    assertThat(
            ConsentCheck.within(both, List.of(read("a"), read("b")), new Limits(JUNE, null, null)))
        .contains(new Limits(JUNE, null, null));
  }
}
