package io.delega.policy;

import static io.delega.policy.Fixtures.BOT;
import static io.delega.policy.Fixtures.ISSUER;
import static io.delega.policy.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.Permission;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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
    return policy.decide(ISSUER, "bot", policy.match(request), NOW);
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
}
