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

  @Test
  void saysWhatIsWrongWithLimits() {
    assertThat(PermissionCheck.problems(Limits.NONE)).isEmpty();
    assertThat(PermissionCheck.problems(new Limits(null, 0, null))).hasSize(1);
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
