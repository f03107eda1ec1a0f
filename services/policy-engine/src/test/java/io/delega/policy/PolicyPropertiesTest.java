package io.delega.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.contracts.EnforcementState.Connection;
import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.EnforcementState.Guardrail;
import io.delega.contracts.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PolicyPropertiesTest {
  private static final List<String> MAILBOXES = List.of("a", "b", "c");

  @Provide
  Arbitrary<Permission> permissions() {
    return Combinators.combine(
            Arbitraries.of("mail.messages.list", "mail.messages.send"),
            Arbitraries.of(MAILBOXES).list().uniqueElements().ofMaxSize(3))
        .as(
            (operation, mailboxes) ->
                new Permission(
                    operation, mailboxes.isEmpty() ? Map.of() : Map.of("mailbox", mailboxes)));
  }

  @Provide
  Arbitrary<List<Grant>> grants() {
    Arbitrary<List<Permission>> some = permissions().list().ofMinSize(1).ofMaxSize(2);
    return Combinators.combine(
            Arbitraries.of("active", "revoked", "expired", "suspended"),
            some,
            Arbitraries.integers().between(1, 9))
        .as(
            (state, permissions, number) ->
                new Grant("gra_" + number, state, Fixtures.BOT, permissions, null, "none", null))
        .list()
        .ofMaxSize(3)
        .uniqueElements(Grant::id);
  }

  private static boolean allowed(Connection state, String mailbox) {
    return Fixtures.decide(state, Fixtures.list(mailbox)) instanceof Decision.Allowed;
  }

  @Property(tries = 150)
  void addingAForbidNeverAllowsMore(@ForAll("grants") List<Grant> grants) {
    Guardrail rule =
        new Guardrail(
            "r",
            "agency",
            "forbid(principal, action, resource) when { context.resources has \"mailbox\" &&"
                + " context.resources[\"mailbox\"].contains(\"a\") };");
    Connection with = Fixtures.connection(grants, List.of(rule));
    Connection without = Fixtures.connection(grants, List.of());
    for (String mailbox : MAILBOXES) {
      assertThat(!allowed(with, mailbox) || allowed(without, mailbox)).isTrue();
    }
    assertThat(allowed(with, "a")).isFalse();
  }

  @Property(tries = 150)
  void narrowingAGrantNeverAllowsMore(@ForAll("grants") List<Grant> grants) {
    List<Grant> narrowed = new ArrayList<>();
    for (Grant grant : grants) {
      List<Permission> fewer =
          grant.permissions().stream()
              .map(p -> new Permission(p.operation(), Map.of("mailbox", List.of("a"))))
              .filter(
                  p ->
                      grant.permissions().stream()
                          .anyMatch(given -> PermissionCheck.covers(List.of(given), List.of(p))))
              .toList();
      narrowed.add(
          new Grant(grant.id(), grant.state(), grant.assistant(), fewer, null, "none", null));
    }
    for (String mailbox : MAILBOXES) {
      assertThat(
              !allowed(Fixtures.connection(narrowed, List.of()), mailbox)
                  || allowed(Fixtures.connection(grants, List.of()), mailbox))
          .isTrue();
    }
  }

  @Property(tries = 150)
  void theCacheAnswersAsTheEngineDoes(@ForAll("grants") List<Grant> grants) {
    Connection state = Fixtures.connection(grants, List.of());
    ConnectionPolicy policy = ConnectionPolicy.compile(state, Fixtures.MATCHER);
    for (String mailbox : MAILBOXES) {
      Decision first = policy.decide(Fixtures.ISSUER, "bot", Fixtures.list(mailbox), Fixtures.NOW);
      Decision again = policy.decide(Fixtures.ISSUER, "bot", Fixtures.list(mailbox), Fixtures.NOW);
      assertThat(again).isEqualTo(first);
      assertThat(Fixtures.code(first))
          .isEqualTo(Fixtures.code(Fixtures.decide(state, Fixtures.list(mailbox))));
    }
  }

  @Property(tries = 150)
  void whatADenialNamesExists(@ForAll("grants") List<Grant> grants) {
    Decision decision = Fixtures.decide(Fixtures.connection(grants, List.of()), Fixtures.list("a"));
    String named =
        decision instanceof Decision.Denied denied
            ? denied.grantId()
            : ((Decision.Allowed) decision).grantId();
    assertThat(named == null || grants.stream().anyMatch(grant -> grant.id().equals(named)))
        .isTrue();
  }
}
