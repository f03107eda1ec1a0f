package io.delega.checks.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.checks.Services;
import io.delega.checks.Sources;
import io.delega.checks.k8s.Overlay.Kind;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Nothing is open but what a service calls, and who calls it. */
class NetworkTest {
  private static final List<String> OVERLAYS = Overlay.NAMES;

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void nothingIsOpenByDefault(String overlay) {
    JsonNode policy = Overlay.of(overlay).one(Kind.NetworkPolicy, "nothing").path("spec");
    assertThat(policy.path("podSelector").isEmpty()).isTrue();
    assertThat(policy.path("policyTypes").toString()).isEqualTo("[\"Ingress\",\"Egress\"]");
    assertThat(policy.has("ingress") || policy.has("egress")).isFalse();
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void aServiceReachesTheServicesThatItCallsAndNoOther(String overlay) {
    for (String service : Services.ALL) {
      JsonNode policy = Overlay.of(overlay).one(Kind.NetworkPolicy, service).path("spec");
      assertThat(named(policy.path("egress"))).as("out of " + service).isEqualTo(calls(service));
      Set<String> callers = new TreeSet<>();
      Services.ALL.stream().filter(other -> calls(other).contains(service)).forEach(callers::add);
      assertThat(named(policy.path("ingress"))).as("into " + service).isEqualTo(callers);
    }
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void onlyTokenVaultAndAuditReachTheWorld(String overlay) {
    Set<String> open = new TreeSet<>();
    for (String service : Services.ALL) {
      JsonNode egress =
          Overlay.of(overlay).one(Kind.NetworkPolicy, service).path("spec").path("egress");
      if (egress.findValuesAsText("cidr").contains("0.0.0.0/0")) {
        open.add(service);
        assertThat(egress.findValue("except").toString())
            .contains("10.0.0.0/8", "169.254.0.0/16", "127.0.0.0/8");
      }
    }
    assertThat(open).containsExactly("audit", "token-vault");
  }

  /** The other services in a service's own settings. */
  private static Set<String> calls(String service) {
    Set<String> called = new TreeSet<>();
    Sources.matches(
            "\\$\\{delega\\.([a-z-]+)-url}",
            Sources.text("services/" + service + "/src/main/resources/application.properties"))
        .map(found -> found.group(1))
        .filter(Services.ALL::contains)
        .forEach(called::add);
    return called;
  }

  private static Set<String> named(JsonNode rules) {
    Set<String> names = new TreeSet<>(rules.findValuesAsText("app.kubernetes.io/name"));
    return names;
  }
}
