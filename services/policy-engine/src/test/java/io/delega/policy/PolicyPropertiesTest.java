package io.delega.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.contracts.EnforcementState.Connection;
import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.EnforcementState.Guardrail;
import io.delega.contracts.Limits;
import io.delega.contracts.Limits.Hours;
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

  private static Arbitrary<Limits> limits() {
    return Combinators.combine(
            Arbitraries.of(Fixtures.NOW, Fixtures.NOW.plusSeconds(1)).injectNull(0.6),
            Arbitraries.just(new Hours("UTC", List.of(), "09:00", "12:00")).injectNull(0.6),
            Arbitraries.of(List.of("192.0.2.0/24"), List.of("198.51.100.7", "2001:db8::/32"))
                .injectNull(0.6),
            Arbitraries.just(true).injectNull(0.6))
        .as(
            (until, hours, networks, readOnly) ->
                new Limits(until, null, hours, null, 9, networks, readOnly));
  }

  @Provide
  Arbitrary<List<Circumstances>> moments() {
    return Combinators.combine(
            Arbitraries.of(-43_200L, -7_200L, -1L, 0L, 1L, 7_200L),
            Arbitraries.of("192.0.2.9", "198.51.100.7", "198.51.100.8", "2001:db8::1")
                .injectNull(0.2))
        .as(
            (seconds, from) ->
                new Circumstances(
                    Fixtures.NOW.plusSeconds(seconds),
                    from == null ? null : Network.address(from).orElseThrow()))
        .list()
        .ofMinSize(2)
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<List<Grant>> grants() {
    Arbitrary<List<Permission>> some = permissions().list().ofMinSize(1).ofMaxSize(2);
    return Combinators.combine(
            Arbitraries.of("active", "revoked", "expired", "suspended"),
            some,
            limits(),
            Arbitraries.integers().between(1, 9))
        .as(
            (state, permissions, limits, number) ->
                new Grant("gra_" + number, state, Fixtures.BOT, permissions, limits, "none", null))
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
          new Grant(
              grant.id(), grant.state(), grant.assistant(), fewer, grant.limits(), "none", null));
    }
    for (String mailbox : MAILBOXES) {
      assertThat(
              !allowed(Fixtures.connection(narrowed, List.of()), mailbox)
                  || allowed(Fixtures.connection(grants, List.of()), mailbox))
          .isTrue();
    }
  }

  @Property(tries = 150)
  void theCacheAnswersAsTheEngineDoes(
      @ForAll("grants") List<Grant> grants, @ForAll("moments") List<Circumstances> moments) {
    Connection state = Fixtures.connection(grants, List.of());
    ConnectionPolicy cached = ConnectionPolicy.compile(state, Fixtures.MATCHER);
    for (Circumstances moment : moments) {
      for (String mailbox : MAILBOXES) {
        Decision fresh =
            ConnectionPolicy.compile(state, Fixtures.MATCHER)
                .decide(Fixtures.ISSUER, "bot", Fixtures.list(mailbox), moment);
        assertThat(cached.decide(Fixtures.ISSUER, "bot", Fixtures.list(mailbox), moment))
            .isEqualTo(fresh);
      }
    }
  }

  @Property(tries = 150)
  void limitsNeverAllowMore(
      @ForAll("grants") List<Grant> grants, @ForAll("moments") List<Circumstances> moments) {
    List<Grant> unlimited =
        grants.stream()
            .map(
                g ->
                    new Grant(
                        g.id(), g.state(), g.assistant(), g.permissions(), null, "none", null))
            .toList();
    ConnectionPolicy limited =
        ConnectionPolicy.compile(Fixtures.connection(grants, List.of()), Fixtures.MATCHER);
    ConnectionPolicy free =
        ConnectionPolicy.compile(Fixtures.connection(unlimited, List.of()), Fixtures.MATCHER);
    for (Circumstances moment : moments) {
      for (String mailbox : MAILBOXES) {
        MatchResult match = Fixtures.list(mailbox);
        assertThat(
                free.decide(Fixtures.ISSUER, "bot", match, moment) instanceof Decision.Allowed
                    || limited.decide(Fixtures.ISSUER, "bot", match, moment)
                        instanceof Decision.Denied)
            .isTrue();
      }
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
