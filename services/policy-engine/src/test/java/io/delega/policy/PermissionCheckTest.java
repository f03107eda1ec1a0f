package io.delega.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PermissionCheckTest {
  private static final Permission ALL = Fixtures.read();
  private static final Permission A = Fixtures.read("a");
  private static final Permission AB = Fixtures.read("a", "b");

  @Test
  void aConsentCoversWhatLiesWithinIt() {
    assertThat(PermissionCheck.covers(List.of(ALL), List.of(A, AB, ALL))).isTrue();
    assertThat(PermissionCheck.covers(List.of(AB), List.of(A))).isTrue();
  }

  @Test
  void aConsentNeverCoversMore() {
    assertThat(PermissionCheck.covers(List.of(A), List.of(AB))).isFalse();
    assertThat(PermissionCheck.covers(List.of(A), List.of(ALL))).isFalse();
    assertThat(PermissionCheck.covers(List.of(), List.of(A))).isFalse();
    assertThat(
            PermissionCheck.covers(
                List.of(ALL), List.of(new Permission("mail.messages.send", Map.of()))))
        .isFalse();
  }

  @Test
  void saysWhatIsWrongWithAPermission() {
    assertThat(PermissionCheck.problems(A, Fixtures.SANDBOX)).isEmpty();
    assertThat(PermissionCheck.problems(new Permission("mail.fly", Map.of()), Fixtures.SANDBOX))
        .singleElement()
        .asString()
        .contains("mail.fly");
    assertThat(
            PermissionCheck.problems(
                new Permission("mail.messages.list", Map.of("owner", List.of("x"))),
                Fixtures.SANDBOX))
        .singleElement()
        .asString()
        .contains("owner")
        .contains("mailbox");
    assertThat(
            PermissionCheck.problems(
                new Permission("mail.messages.list", Map.of("mailbox", List.of())),
                Fixtures.SANDBOX))
        .hasSize(1);
  }

  private static Limits from(String... networks) {
    return new Limits(null, null, null, null, null, List.of(networks), null);
  }

  @Test
  void saysWhatIsWrongWithLimits() {
    assertThat(PermissionCheck.problems(Limits.NONE)).isEmpty();
    assertThat(PermissionCheck.problems(new Limits(null, 0, null))).hasSize(1);
    assertThat(PermissionCheck.problems(new Limits(null, 0, null, 0, 0, List.of(), false)))
        .hasSize(4)
        .anyMatch(problem -> problem.contains("requestsTotal"));
    assertThat(PermissionCheck.problems(from("203.0.113.0/24", "2001:db8::/32", "192.0.2.1")))
        .isEmpty();
    assertThat(PermissionCheck.problems(from("203.0.113.7/24", "office.example", "10.0.0.0/33")))
        .hasSize(3)
        .anyMatch(problem -> problem.contains("office.example"));
    assertThat(
            PermissionCheck.problems(
                new Limits(null, null, new Limits.Hours("Rome", null, "8", "20:00"))))
        .hasSize(1);
    assertThat(
            PermissionCheck.problems(
                new Limits(
                    null,
                    null,
                    new Limits.Hours("Europe/Rome", List.of("Monday"), "08:00", "20:00"))))
        .hasSize(1);
  }
}
