package io.delega.policy;

import static io.delega.policy.Fixtures.ISSUER;
import static io.delega.policy.Fixtures.SANDBOX;
import static io.delega.policy.Fixtures.connection;
import static io.delega.policy.Fixtures.list;
import static org.assertj.core.api.Assertions.assertThat;

import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.Permission;
import io.delega.policy.GrantFinding.By;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AsAgreedTest {
  private static final String LIST = "mail.messages.list";
  private static final Circumstances NOW = Circumstances.at(Fixtures.NOW);

  private static Grant grant(String id, Long definition, Permission... permissions) {
    return new Grant(
        id,
        "active",
        Fixtures.BOT,
        List.of(permissions),
        null,
        "none",
        null,
        List.of(),
        definition);
  }

  private static String decide(long version, Map<String, Long> since, Grant... grants) {
    ConnectionPolicy policy =
        ConnectionPolicy.compile(connection(grants), RequestMatcher.of(SANDBOX, version, since));
    return Fixtures.code(policy.decide(ISSUER, "bot", list("a"), NOW));
  }

  @Test
  void whatAnOperationBecameLaterIsNotGranted() {
    Grant first = grant("gra_1", 1L, Fixtures.read());
    assertThat(decide(1, Map.of(LIST, 1L), first)).isEqualTo("allowed");
    assertThat(decide(2, Map.of(LIST, 1L), first)).isEqualTo("allowed");
    assertThat(decide(2, Map.of(LIST, 2L), first)).isEqualTo("operation_changed");
    assertThat(decide(2, Map.of(LIST, 2L), first, grant("gra_2", 2L, Fixtures.read())))
        .isEqualTo("allowed");
  }

  @Test
  void byADefinitionThatHasNotArrivedNothingIsGranted() {
    assertThat(decide(1, Map.of(LIST, 1L), grant("gra_1", 2L, Fixtures.read())))
        .isEqualTo("operation_changed");
  }

  @Test
  void thePlatformsOwnDefinitionsAreNotHeldAgainstIt() {
    assertThat(decide(9, Map.of(LIST, 9L), grant("gra_1", null, Fixtures.read())))
        .isEqualTo("allowed");
  }

  @Test
  void ofAClassWhatIsTheSameStays() {
    Permission read = Permission.ofClass("read", null).standingFor(List.of(LIST, "contacts.list"));
    assertThat(decide(2, Map.of("contacts.list", 2L), grant("gra_1", 1L, read)))
        .isEqualTo("allowed");
    assertThat(decide(2, Map.of(LIST, 2L), grant("gra_1", 1L, read)))
        .isEqualTo("operation_changed");
  }

  @Test
  void isExplained() {
    ConnectionPolicy policy =
        ConnectionPolicy.compile(
            connection(grant("gra_1", 1L, Fixtures.read())),
            RequestMatcher.of(SANDBOX, 2, Map.of(LIST, 2L)));
    Explanation told =
        Explanation.of(
            policy,
            SANDBOX,
            new Explanation.Identity(ISSUER, "bot"),
            ProxyRequest.of("GET", "/mail/a/messages", null),
            NOW);
    assertThat(told.grants().get(0).matches()).isFalse();
    assertThat(told.grants().get(0).kept().by()).isEqualTo(By.CHANGED);
  }
}
