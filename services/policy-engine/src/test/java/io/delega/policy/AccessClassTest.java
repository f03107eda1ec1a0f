package io.delega.policy;

import static io.delega.policy.Fixtures.SANDBOX;
import static io.delega.policy.Fixtures.code;
import static io.delega.policy.Fixtures.connection;
import static io.delega.policy.Fixtures.decide;
import static io.delega.policy.Fixtures.grant;
import static org.assertj.core.api.Assertions.assertThat;

import io.delega.catalogue.ProviderDefinition;
import io.delega.catalogue.ProviderDefinition.Access;
import io.delega.catalogue.ProviderDefinition.Operation;
import io.delega.contracts.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccessClassTest {
  private static final Map<String, List<String>> IN_A = Map.of("mailbox", List.of("a"));

  private static Permission stated(String access, Map<String, List<String>> resources) {
    Permission asked = Permission.ofClass(access, resources);
    assertThat(PermissionCheck.problems(asked, SANDBOX)).isEmpty();
    return AccessClass.stated(List.of(asked), SANDBOX).get(0);
  }

  private static String decided(Permission permission, String method, String path) {
    MatchResult.Matched match =
        (MatchResult.Matched) Fixtures.MATCHER.match(ProxyRequest.of(method, path, null));
    return code(decide(connection(grant("gra_1", "active", null, permission)), match));
  }

  private static ProviderDefinition with(Operation... operations) {
    return new ProviderDefinition(
        "sandbox", "Sandbox", null, null, SANDBOX.auth(), SANDBOX.api(), List.of(operations));
  }

  private static Operation operation(String name, Access access) {
    return new Operation(name, "GET", "/" + name, access, null, null, null);
  }

  @Test
  void aClassStandsForEveryOperationOfItsKindAndForNoOther() {
    Permission reads = stated("read", Map.of());
    assertThat(reads.names()).contains("mail.messages.list", "contacts.read", "tools.echo");
    for (Operation each : SANDBOX.operations()) {
      assertThat(reads.names().contains(each.name())).isEqualTo(each.access() == Access.READ);
    }
    assertThat(decided(reads, "GET", "/mail/a/messages")).isEqualTo("allowed");
    assertThat(decided(reads, "POST", "/mail/a/messages/send")).isEqualTo("no_grant");
    assertThat(decided(reads, "DELETE", "/mail/a/messages/1")).isEqualTo("no_grant");
    Permission writes = stated("write", Map.of());
    assertThat(decided(writes, "POST", "/mail/a/messages/send")).isEqualTo("allowed");
    assertThat(decided(writes, "GET", "/mail/a/messages")).isEqualTo("no_grant");
    assertThat(decided(writes, "DELETE", "/mail/a/messages/1")).isEqualTo("no_grant");
  }

  @Test
  void withResourcesOnlyWhatNamesThemIsCovered() {
    Permission reads = stated("read", IN_A);
    assertThat(reads.names()).containsExactly("mail.messages.list", "mail.messages.read");
    assertThat(decided(reads, "GET", "/mail/a/messages/1")).isEqualTo("allowed");
    assertThat(decided(reads, "GET", "/mail/b/messages/1")).isEqualTo("resource_not_granted");
    assertThat(decided(reads, "GET", "/me"))
        .as("an operation of the class that touches no mailbox")
        .isEqualTo("resource_not_granted");
    assertThat(decided(reads, "POST", "/mail/a/messages/send")).isEqualTo("no_grant");
  }

  @Test
  void anExplanationNamesTheResourceThatTheOperationDoesNotTouch() {
    Explanation told =
        Explanation.of(
            ConnectionPolicy.compile(
                connection(grant("gra_1", "active", null, stated("read", IN_A))), Fixtures.MATCHER),
            SANDBOX,
            new Explanation.Identity(Fixtures.ISSUER, "bot"),
            ProxyRequest.of("GET", "/me", null),
            Circumstances.at(Fixtures.NOW));
    assertThat(told.grants())
        .extracting(GrantFinding::kept)
        .containsExactly(GrantFinding.Kept.resource("mailbox", List.of("a"), null));
  }

  @Test
  void whatTheDefinitionGainsLaterIsNotCovered() {
    Permission before = stated("read", Map.of());
    Permission reads =
        before.standingFor(
            before.names().stream().filter(n -> !n.equals("contacts.read")).toList());
    assertThat(decided(reads, "GET", "/contacts/1")).isEqualTo("no_grant");
    Permission now = Permission.ofClass("read", null);
    assertThat(PermissionCheck.covers(List.of(reads), AccessClass.stated(List.of(now), SANDBOX)))
        .isFalse();
  }

  @Test
  void whatIsOfAnotherClassNowIsCoveredNoMore() {
    Permission reads = Permission.ofClass("read", null).standingFor(List.of("contacts.delete"));
    assertThat(decided(reads, "DELETE", "/contacts/1")).isEqualTo("no_grant");
    List<Permission> held = AccessClass.held(List.of(reads), SANDBOX);
    assertThat(PermissionCheck.covers(held, List.of(new Permission("contacts.delete", Map.of()))))
        .isFalse();
  }

  @Test
  void anOperationThatIsCalledLikeAClassIsOnlyItself() {
    ProviderDefinition definition =
        with(operation("read", Access.READ), operation("other", Access.READ));
    RequestMatcher matcher = RequestMatcher.of(definition);
    Permission one = Permission.ofClass("read", null).standingFor(List.of("read"));
    ConnectionPolicy policy =
        ConnectionPolicy.compile(connection(grant("gra_1", "active", null, one)), matcher);
    for (String name : List.of("read", "other")) {
      MatchResult match = matcher.match(ProxyRequest.of("GET", "/" + name, null));
      assertThat(code(policy.decide(Fixtures.ISSUER, "bot", match, Circumstances.at(Fixtures.NOW))))
          .isEqualTo(name.equals("read") ? "allowed" : "no_grant");
    }
  }

  @Test
  void aClassThatDoesNotSayWhatItStandsForCoversNothing() {
    Permission silent = Permission.ofClass("read", null);
    assertThat(decided(silent, "GET", "/me")).isEqualTo("no_grant");
    assertThat(PermissionCheck.covers(List.of(silent), List.of(silent))).isFalse();
  }

  @Test
  void saysWhatIsWrongAndHowToMendIt() {
    List<Permission> wrong = new ArrayList<>();
    wrong.add(new Permission("contacts.read", "read", null, null));
    wrong.add(new Permission(null, "admin", null, null));
    wrong.add(new Permission(null, null, null, null));
    wrong.add(new Permission("contacts.read", null, List.of("contacts.list"), null));
    wrong.add(Permission.ofClass("read", Map.of("calendar", List.of("x"))));
    wrong.add(Permission.ofClass("read", Map.of("mailbox", List.of())));
    wrong.add(Permission.ofClass("read", Map.of("mailbox", List.of("a"), "owner", List.of("b"))));
    wrong.add(Permission.ofClass("read", IN_A).standingFor(List.of("contacts.read")));
    assertThat(wrong)
        .allSatisfy(each -> assertThat(PermissionCheck.problems(each, SANDBOX)).hasSize(1));
    assertThat(PermissionCheck.problems(Permission.ofClass("delete", null), with()))
        .containsExactly("sandbox has no operation of the class delete");
    assertThat(PermissionCheck.problems(wrong.get(7), SANDBOX).get(0))
        .contains("contacts.read", "mail.messages.list");
  }

  @Test
  void aConsentToAClassCoversItsOperationsOneByOne() {
    Permission reads = stated("read", Map.of());
    Permission one = new Permission("mail.messages.list", IN_A);
    assertThat(PermissionCheck.covers(List.of(reads), List.of(one))).isTrue();
    assertThat(PermissionCheck.covers(List.of(stated("read", IN_A)), List.of(one))).isTrue();
    assertThat(
            PermissionCheck.covers(
                List.of(stated("read", IN_A)),
                List.of(new Permission("mail.messages.list", Map.of()))))
        .isFalse();
    assertThat(
            PermissionCheck.covers(
                List.of(reads), List.of(new Permission("contacts.delete", Map.of()))))
        .isFalse();
  }

  @Test
  void aClassLiesWithinConsentOnlyWhereEachOfItsOperationsDoes() {
    Permission reads = stated("read", IN_A);
    List<Permission> each = reads.names().stream().map(name -> new Permission(name, IN_A)).toList();
    assertThat(PermissionCheck.covers(each, List.of(reads))).isTrue();
    assertThat(PermissionCheck.covers(each.subList(0, 1), List.of(reads))).isFalse();
    assertThat(PermissionCheck.covers(each, List.of(stated("read", Map.of())))).isFalse();
    assertThat(PermissionCheck.covers(List.of(reads), List.of(reads))).isTrue();
    assertThat(PermissionCheck.covers(List.of(stated("read", Map.of())), List.of(reads))).isTrue();
    assertThat(
            PermissionCheck.covers(
                List.of(stated("read", Map.of())), List.of(stated("write", IN_A))))
        .isFalse();
  }
}
