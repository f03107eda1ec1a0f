package io.delega.policy;

import static io.delega.policy.Fixtures.BOT;
import static io.delega.policy.Fixtures.ISSUER;
import static io.delega.policy.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.EnforcementState.Guardrail;
import io.delega.contracts.Permission;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final ProxyRequest FILE = ProxyRequest.of("GET", "/files/a", null);

  private static Permission may(String operation, String resource, String... values) {
    return new Permission(
        operation, resource == null ? Map.of() : Map.of(resource, List.of(values)));
  }

  private static Grant grant(String id, Permission... permissions) {
    return new Grant(id, "active", BOT, List.of(permissions), null, "none", null);
  }

  private static Decision decide(ProxyRequest request, Grant... grants) {
    ConnectionPolicy policy =
        ConnectionPolicy.compile(Fixtures.connection(grants), Trick.matcher());
    return policy.decide(ISSUER, "bot", policy.match(request), Circumstances.at(NOW));
  }

  @Test
  void twoOperationsThatFitAreAllowedOnlyTogether() {
    Permission read = may("files.read", "file", "a");
    Permission find = may("files.find", null);
    assertThat(decide(FILE, grant("gra_1", read, find))).isInstanceOf(Decision.Allowed.class);
    assertThat(decide(FILE, grant("gra_1", read)))
        .isInstanceOfSatisfying(
            Decision.Denied.class,
            denied -> {
              assertThat(denied.code()).isEqualTo("no_operation");
              assertThat(denied.detail()).contains("files.read", "files.find");
            });
    assertThat(Fixtures.code(decide(FILE, grant("gra_1", may("files.read", "file", "b"), find))))
        .isEqualTo("no_operation");
    assertThat(Fixtures.code(decide(FILE, grant("gra_1", read), grant("gra_2", find))))
        .isEqualTo("no_operation");
    assertThat(Fixtures.code(decide(FILE, grant("gra_1", may("me.read", null)))))
        .isEqualTo("no_grant");
  }

  @Test
  void whatIsNoOperationIsDeniedAndSaysWhich() {
    Grant all = grant("gra_1", may("contacts.list", null));
    assertThat(decide(ProxyRequest.of("GET", "/nowhere", null), all))
        .isInstanceOfSatisfying(
            Decision.Denied.class,
            denied -> {
              assertThat(denied.code()).isEqualTo("no_operation");
              assertThat(denied.operation()).isNull();
            });
    assertThat(decide(ProxyRequest.of("GET", "/contacts", "owner=a&owner=b"), all))
        .isInstanceOfSatisfying(
            Decision.Denied.class,
            denied -> {
              assertThat(denied.code()).isEqualTo("no_operation");
              assertThat(denied.operation()).isEqualTo("contacts.list");
              assertThat(denied.detail()).contains("more than once");
            });
    assertThat(Fixtures.code(decide(ProxyRequest.of("GET", "/me;x", null), all)))
        .isEqualTo("path_not_canonical");
  }

  private static ProxyRequest post(String path, String json) {
    return new ProxyRequest(
        "POST",
        path,
        null,
        Map.of("content-type", List.of("application/json")),
        json.getBytes(StandardCharsets.UTF_8));
  }

  private static String denial(Decision decision) {
    return ((Decision.Denied) decision).detail();
  }

  @Test
  void aBatchIsDeniedWithItsFirstItemThatIsNotGranted() {
    Grant two = grant("gra_1", may("contacts.archive", "contact", "1", "2"));
    String path = "/contacts/batch/archive";
    assertThat(decide(post(path, "{\"inputs\":[{\"id\":\"2\"},{\"id\":1}]}"), two))
        .isInstanceOf(Decision.Allowed.class);
    Decision denied =
        decide(
            post(path, "{\"inputs\":[{\"id\":1},{\"id\":2},{\"id\":\"x9\"},{\"id\":\"y\"}]}"), two);
    assertThat(Fixtures.code(denied)).isEqualTo("resource_not_granted");
    assertThat(denial(denied)).contains("inputs[2].id").doesNotContain("x9");
    assertThat(denial(decide(post(path, "{\"inputs\":[{\"id\":\"x9\"}]}"), two)))
        .doesNotContain("x9");
    Grant cells = grant("gra_1", may("cells.write", "cell", "a", "b"));
    String rows = "{\"rows\":[{\"cells\":[\"a\",\"b\"]},{\"cells\":[\"b\",\"c\"]}]}";
    assertThat(denial(decide(post("/cells", rows), cells))).contains("rows[1].cells[1]");
  }

  @Test
  void itemsThatOnlySeveralPermissionsCoverTogetherAreDenied() {
    Grant apart =
        grant(
            "gra_1",
            may("contacts.archive", "contact", "1"),
            may("contacts.archive", "contact", "2"));
    Decision denied =
        decide(post("/contacts/batch/archive", "{\"inputs\":[{\"id\":1},{\"id\":2}]}"), apart);
    assertThat(Fixtures.code(denied)).isEqualTo("resource_not_granted");
    assertThat(denial(denied)).contains("what this request names");
  }

  private static ProxyRequest batch(String... paths) {
    return post(
        "/$batch",
        Arrays.stream(paths)
            .map(path -> "{\"method\":\"GET\",\"url\":\"" + path + "\"}")
            .collect(Collectors.joining(",", "{\"requests\":[", "]}")));
  }

  @Test
  void aBatchOfRequestsIsAllowedWhereItAndEachOfThemIs() {
    Permission send = may("batch.send", null);
    Permission mail = may("mail.messages.list", "mailbox", "a");
    ProxyRequest mixed = batch("/mail/a/messages", "/me");
    assertThat(decide(mixed, grant("gra_1", send, mail, may("me.read", null))))
        .isInstanceOfSatisfying(
            Decision.Allowed.class,
            allowed -> assertThat(allowed.operation()).isEqualTo("batch.send"));
    assertThat(Fixtures.code(decide(mixed, grant("gra_1", mail, may("me.read", null)))))
        .isEqualTo("no_grant");
  }

  @Test
  void aBatchOfRequestsIsDeniedWithTheFirstOneThatIs() {
    Grant grant =
        grant("gra_1", may("batch.send", null), may("mail.messages.list", "mailbox", "a"));
    Decision other = decide(batch("/mail/a/messages", "/mail/bert/messages", "/me"), grant);
    assertThat(Fixtures.code(other)).isEqualTo("resource_not_granted");
    assertThat(((Decision.Denied) other).operation()).isEqualTo("batch.send");
    assertThat(denial(other)).startsWith("requests[1]: mail.messages.list").doesNotContain("bert");
    Decision unknown = decide(batch("/mail/a/messages", "/nowhere"), grant);
    assertThat(Fixtures.code(unknown)).isEqualTo("no_operation");
    assertThat(denial(unknown)).startsWith("requests[1]: ");
    Decision dots = decide(batch("/mail/a/messages", "/mail/a/../b/messages"), grant);
    assertThat(Fixtures.code(dots)).isEqualTo("no_operation");
    assertThat(denial(dots)).startsWith("requests[1]: ").contains("dot segment");
  }

  @Test
  void tellsTheOperationsWhereThereIsMoreThanOne() {
    RequestMatcher matcher = Trick.matcher();
    assertThat(matcher.match(batch("/me", "/nowhere", "/files/a", "/contacts?owner")).operations())
        .containsExactly("me.read", "no_operation", "files.read", "contacts.list");
    assertThat(matcher.match(FILE).operations()).containsExactly("files.read", "files.find");
    assertThat(matcher.match(ProxyRequest.of("GET", "/me", null)).operations()).isEmpty();
  }

  @Test
  void oneGrantAllowsAllOfABatch() {
    Decision apart =
        decide(
            batch("/me"),
            grant("gra_1", may("batch.send", null)),
            grant("gra_2", may("me.read", null)));
    assertThat(Fixtures.code(apart)).isEqualTo("no_grant");
    assertThat(denial(apart)).startsWith("requests[0] ");
  }

  @Test
  void ofSeveralGrantsOnlyThoseThatAllowTheWholeBatchCount() {
    Decision decision =
        decide(
            batch("/me"),
            grant("gra_0", may("batch.send", null)),
            grant("gra_1", may("batch.send", null), may("me.read", null)),
            grant("gra_2", may("batch.send", null), may("me.read", null)));
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Allowed.class,
            allowed ->
                assertThat(allowed.by())
                    .extracting(Decision.ByGrant::grantId)
                    .containsExactly("gra_1", "gra_2"));
  }

  @Test
  void aGuardrailSeesEachRequestOfABatch() {
    Guardrail noMail =
        new Guardrail(
            "no-mail", "client", "forbid(principal, action == Action::\"me.read\", resource);");
    Grant grant =
        grant(
            "gra_1",
            may("batch.send", null),
            may("me.read", null),
            may("mail.messages.list", null));
    ConnectionPolicy policy =
        ConnectionPolicy.compile(
            Fixtures.connection(List.of(grant), List.of(noMail)), Trick.matcher());
    Decision decision =
        policy.decide(
            ISSUER, "bot", policy.match(batch("/mail/a/messages", "/me")), Circumstances.at(NOW));
    assertThat(Fixtures.code(decision)).isEqualTo("guardrail_forbids");
    assertThat(denial(decision)).startsWith("requests[1]: ");
    assertThat(
            policy.decide(
                ISSUER, "bot", policy.match(batch("/mail/a/messages")), Circumstances.at(NOW)))
        .isInstanceOf(Decision.Allowed.class);
  }
}
