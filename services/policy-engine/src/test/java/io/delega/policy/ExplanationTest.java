package io.delega.policy;

import static io.delega.policy.Fixtures.NOW;
import static io.delega.policy.Fixtures.SANDBOX;
import static io.delega.policy.Fixtures.connection;
import static io.delega.policy.Fixtures.grant;
import static io.delega.policy.Fixtures.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.delega.contracts.EnforcementState.Connection;
import io.delega.contracts.EnforcementState.Guardrail;
import io.delega.contracts.Limits;
import io.delega.contracts.Limits.Hours;
import io.delega.contracts.Permission;
import io.delega.policy.GrantFinding.By;
import io.delega.policy.OperationFinding.Why;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private static final Explanation.Identity BOT = new Explanation.Identity(Fixtures.ISSUER, "bot");
  private static final Hours NIGHT = new Hours("UTC", List.of(), "22:00", "23:00");

  private static Explanation explain(Connection state, String method, String path) {
    return Explanation.of(
        ConnectionPolicy.compile(state, Fixtures.MATCHER),
        SANDBOX,
        BOT,
        ProxyRequest.of(method, path, null),
        Circumstances.at(NOW));
  }

  private static Limits from(String network) {
    return new Limits(null, null, null, null, null, List.of(network), null);
  }

  @Test
  void saysThatAGrantIsForReadingOnly() {
    Limits reading = new Limits(null, null, null, null, null, null, true);
    Permission send = new Permission("mail.messages.send", Map.of());
    Explanation told =
        explain(
            connection(grant("gra_1", "active", reading, read(), send)),
            "POST",
            "/mail/a/messages/send");
    assertThat(Fixtures.code(told.decision())).isEqualTo("read_only");
    assertThat(told.grants().get(0).kept().by()).isEqualTo(By.READ_ONLY);
  }

  @Test
  void saysOfEachGrantWhatKeptItTheNearestFirst() {
    Connection state =
        connection(
            grant("gra_op", "active", null, new Permission("contacts.list", Map.of())),
            grant("gra_res", "active", null, read("b")),
            grant("gra_revoked", "revoked", null, read("a")),
            grant("gra_expired", "active", new Limits(NOW.minusSeconds(1), null, null), read("a")),
            grant("gra_suspended", "suspended", null, read("a")),
            grant("gra_there", "active", from("192.0.2.0/24"), read("a")),
            grant("gra_night", "active", new Limits(null, 9, NIGHT), read("a")));
    List<GrantFinding> grants = explain(state, "GET", "/mail/a/messages").grants();
    assertThat(grants)
        .extracting(GrantFinding::grant)
        .containsExactly(
            "gra_night",
            "gra_there",
            "gra_suspended",
            "gra_expired",
            "gra_revoked",
            "gra_res",
            "gra_op");
    assertThat(grants).noneMatch(GrantFinding::matches);
    assertThat(grants)
        .extracting(each -> each.kept().by())
        .containsExactly(
            By.HOURS, By.NETWORK, By.SUSPENDED, By.EXPIRED, By.REVOKED, By.RESOURCE, By.OPERATION);
    assertThat(grants.get(0).kept().until()).isEqualTo(Instant.parse("2026-06-03T22:00:00Z"));
    assertThat(grants.get(0).limits().requestsPerMinute()).isEqualTo(9);
    assertThat(grants.get(5).kept())
        .isEqualTo(GrantFinding.Kept.resource("mailbox", List.of("b"), List.of("a")));
  }

  @Test
  void namesTheGuardrailThatForbidsThoughAGrantMatches() {
    Guardrail never = new Guardrail("never", "client", "forbid(principal, action, resource);");
    Guardrail other =
        new Guardrail("nev", "agency", "forbid(principal, action == Action::\"x\", resource);");
    Explanation told =
        explain(
            connection(List.of(grant("gra_1", "active", null, read())), List.of(other, never)),
            "GET",
            "/mail/a/messages");
    assertThat(Fixtures.code(told.decision())).isEqualTo("guardrail_forbids");
    assertThat(told.guardrails()).containsExactly(never);
    assertThat(told.grants()).allMatch(GrantFinding::matches);
  }

  @Test
  void showsTheOperationsThatComeNear() {
    Explanation deletes = explain(connection(), "DELETE", "/mail/a/messages");
    assertThat(Fixtures.code(deletes.decision())).isEqualTo("no_operation");
    assertThat(deletes.operations())
        .containsExactly(
            new OperationFinding(
                "mail.messages.list",
                "GET",
                "/mail/{mailbox}/messages",
                false,
                Why.METHOD_DIFFERS));
    Explanation elsewhere = explain(connection(), "GET", "/mail/a/folders");
    assertThat(elsewhere.operations())
        .isNotEmpty()
        .hasSizeLessThanOrEqualTo(3)
        .allMatch(each -> each.why() == Why.PATH_DIFFERS);
    assertThat(explain(connection(), "POST", "/mail/a/messages/send").operations())
        .anyMatch(each -> each.fits() && each.operation().equals("mail.messages.send"))
        .anyMatch(each -> each.why() == Why.METHOD_DIFFERS);
    assertThat(explain(connection(), "GET", "/a/../b").operations()).isEmpty();
    Explanation twice =
        Explanation.of(
            ConnectionPolicy.compile(connection(), Fixtures.MATCHER),
            SANDBOX,
            BOT,
            ProxyRequest.of("GET", "/contacts", "owner=a&owner=b"),
            Circumstances.at(NOW));
    assertThat(twice.operations().get(0).why()).isEqualTo(Why.UNCLEAR);
  }

  @Test
  void aStrangersGrantsAreNotShown() {
    Explanation told =
        Explanation.of(
            ConnectionPolicy.compile(
                connection(grant("gra_1", "active", null, read())), Fixtures.MATCHER),
            SANDBOX,
            new Explanation.Identity("https://other.example", "bot"),
            ProxyRequest.of("GET", "/mail/a/messages", null),
            Circumstances.at(NOW));
    assertThat(told.grants()).isEmpty();
    assertThat(Fixtures.code(told.decision())).isEqualTo("no_grant");
  }

  @Provide
  Arbitrary<Connection> connections() {
    return Combinators.combine(
            Arbitraries.of("active", "revoked", "expired", "suspended"),
            Arbitraries.of(
                read(),
                read("a"),
                read("b"),
                read("a", "b"),
                new Permission("mail.messages.send", Map.of())),
            Arbitraries.of(
                Limits.NONE,
                new Limits(NOW, null, null),
                new Limits(NOW.plusSeconds(1), 5, null),
                new Limits(null, null, NIGHT),
                new Limits(null, null, NIGHT, null, null, List.of("192.0.2.0/24"), true)))
        .as((state, permission, limits) -> grant("gra", state, limits, permission))
        .list()
        .ofMaxSize(4)
        .map(
            grants -> {
              var numbered = new java.util.ArrayList<io.delega.contracts.EnforcementState.Grant>();
              for (var each : grants) {
                numbered.add(
                    grant(
                        "gra_" + numbered.size(),
                        each.state(),
                        each.limits(),
                        each.permissions().get(0)));
              }
              return connection(numbered, List.of());
            });
  }

  @Property(tries = 300)
  void aGrantMatchesExactlyWhenTheCallIsAllowed(@ForAll("connections") Connection state) {
    Explanation told = explain(state, "GET", "/mail/a/messages");
    assertThat(told.decision() instanceof Decision.Allowed)
        .isEqualTo(told.grants().stream().anyMatch(GrantFinding::matches));
    assertThat(told.grants()).hasSameSizeAs(state.grants());
    assertThat(told.grants()).allMatch(each -> each.matches() == (each.kept() == null));
  }
}
