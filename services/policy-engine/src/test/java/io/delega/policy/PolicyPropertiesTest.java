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
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PolicyPropertiesTest {
  private static final List<String> MAILBOXES = List.of("a", "b", "c");

  private static final List<String> OPERATIONS =
      List.of(
          "mail.messages.list",
          "mail.messages.read",
          "mail.messages.send",
          "mail.messages.delete",
          "profile.read");

  @Provide
  Arbitrary<Permission> permissions() {
    Arbitrary<Map<String, List<String>>> resources =
        Arbitraries.of(MAILBOXES)
            .list()
            .uniqueElements()
            .ofMaxSize(3)
            .map(some -> some.isEmpty() ? Map.of() : Map.of("mailbox", some));
    Arbitrary<Permission> ofOne =
        Combinators.combine(Arbitraries.of(OPERATIONS), resources).as(Permission::new);
    Arbitrary<Permission> ofClass =
        Combinators.combine(
                Arbitraries.of("read", "write", "delete"),
                Arbitraries.of(OPERATIONS).list().uniqueElements(),
                resources)
            .as((access, names, on) -> Permission.ofClass(access, on).standingFor(names));
    return Arbitraries.oneOf(ofOne, ofClass);
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
  void narrowingAGrantNeverAllowsMore(
      @ForAll("grants") List<Grant> grants,
      @ForAll("permissions") Permission first,
      @ForAll("permissions") Permission second) {
    List<Grant> narrowed = new ArrayList<>();
    for (Grant grant : grants) {
      List<Permission> fewer =
          Stream.concat(
                  Stream.of(first, second),
                  grant.permissions().stream().map(PolicyPropertiesTest::onlyInA))
              .filter(
                  p ->
                      PermissionCheck.covers(
                          AccessClass.held(grant.permissions(), Fixtures.SANDBOX), List.of(p)))
              .toList();
      narrowed.add(
          new Grant(
              grant.id(), grant.state(), grant.assistant(), fewer, grant.limits(), "none", null));
    }
    assertNoMore(narrowed, grants);
  }

  @Property(tries = 150)
  void aClassThatStandsForLessNeverAllowsMore(@ForAll("grants") List<Grant> grants) {
    List<Grant> narrowed =
        grants.stream()
            .map(
                grant ->
                    new Grant(
                        grant.id(),
                        grant.state(),
                        grant.assistant(),
                        grant.permissions().stream()
                            .map(p -> p.access() == null ? p : p.standingFor(fewer(p.names())))
                            .toList(),
                        grant.limits(),
                        "none",
                        null))
            .toList();
    assertNoMore(narrowed, grants);
  }

  @Property(tries = 150)
  void aClassAllowsExactlyWhatItsOperationsOfThatKindAllowOneByOne(
      @ForAll("permissions") Permission permission) {
    List<Permission> oneByOne =
        AccessClass.held(List.of(permission), Fixtures.SANDBOX).stream()
            .flatMap(p -> p.names().stream().map(name -> new Permission(name, p.resources())))
            .toList();
    Connection whole = Fixtures.connection(Fixtures.grant("gra_1", "active", null, permission));
    Connection parts =
        Fixtures.connection(
            Fixtures.grant("gra_1", "active", null, oneByOne.toArray(Permission[]::new)));
    for (MatchResult.Matched request : requests()) {
      assertThat(Fixtures.decide(whole, request) instanceof Decision.Allowed)
          .isEqualTo(Fixtures.decide(parts, request) instanceof Decision.Allowed);
    }
  }

  private static List<String> fewer(List<String> names) {
    return names.subList(0, names.size() / 2);
  }

  private static Permission onlyInA(Permission given) {
    return new Permission(
        given.operation(), given.access(), given.operations(), Map.of("mailbox", List.of("a")));
  }

  private static List<MatchResult.Matched> requests() {
    return Stream.concat(
            Stream.of(request("GET", "/me")),
            MAILBOXES.stream()
                .map(box -> "/mail/" + box + "/messages")
                .flatMap(
                    path ->
                        Stream.of(
                            request("GET", path),
                            request("GET", path + "/1"),
                            request("POST", path + "/send"),
                            request("DELETE", path + "/1"))))
        .toList();
  }

  private static MatchResult.Matched request(String method, String path) {
    return (MatchResult.Matched) Fixtures.MATCHER.match(ProxyRequest.of(method, path, null));
  }

  private static void assertNoMore(List<Grant> narrowed, List<Grant> grants) {
    ConnectionPolicy now =
        ConnectionPolicy.compile(Fixtures.connection(narrowed, List.of()), Fixtures.MATCHER);
    ConnectionPolicy before =
        ConnectionPolicy.compile(Fixtures.connection(grants, List.of()), Fixtures.MATCHER);
    for (MatchResult.Matched request : requests()) {
      assertThat(!allowed(now, request) || allowed(before, request)).isTrue();
    }
  }

  private static boolean allowed(ConnectionPolicy policy, MatchResult.Matched request) {
    return policy.decide(Fixtures.ISSUER, "bot", request, Circumstances.at(Fixtures.NOW))
        instanceof Decision.Allowed;
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
