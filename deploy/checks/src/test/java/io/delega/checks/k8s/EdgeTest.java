package io.delega.checks.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.checks.Sources;
import io.delega.checks.k8s.Overlay.Kind;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The routes are those of the local platform's edge. */
class EdgeTest {
  private static final List<String> OVERLAYS = Overlay.NAMES;
  private static final String ROUTES =
      "deploy/local/src/main/java/io/delega/local/edge/Routes.java";

  /** What the local edge leads elsewhere by rules of its own. */
  private static final Set<String> BESIDE_THE_PREFIXES =
      Set.of(
          "ANY /v1/proxy token-vault",
          "PUT /v1/integrations token-vault",
          "POST /connect/credentials token-vault",
          "ANY / console",
          "ANY /console console",
          "ANY /me console");

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void pathsLeadWhereTheLocalEdgeLeads(String overlay) {
    Set<String> expected = new TreeSet<>(BESIDE_THE_PREFIXES);
    Sources.matches("new Prefix\\(\"([^\"]+)\", \"([^\"]+)\"\\)", Sources.text(ROUTES))
        .map(found -> "ANY " + found.group(1) + " " + found.group(2))
        .forEach(expected::add);
    assertThat(expected).hasSizeGreaterThan(20);
    assertThat(routes(overlay)).isEqualTo(expected);
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void whatServicesSayAmongThemselvesHasNoRoute(String overlay) {
    assertThat(routes(overlay)).noneMatch(route -> route.matches("\\w+ /(q|internal)\\b.*"));
    assertThat(exact(overlay, "/")).isTrue();
  }

  @Test
  void theConsoleServesNothingElse() {
    Set<String> paths =
        Set.of("web/HomeResource", "clientpage/ClientPageResource", "dashboard/DashboardResource")
            .stream()
            .map(name -> "services/console/src/main/java/io/delega/console/" + name + ".java")
            .flatMap(file -> Sources.matches("(?m)^@Path\\(\"([^\"]+)\"", Sources.text(file)))
            .map(found -> found.group(1))
            .collect(Collectors.toSet());
    assertThat(paths).isEqualTo(Set.of("/", "/me", "/console"));
  }

  private static boolean exact(String overlay, String path) {
    return Overlay.of(overlay)
        .of(Kind.HTTPRoute)
        .flatMap(route -> route.findParents("type").stream())
        .filter(match -> match.path("value").asText().equals(path))
        .allMatch(match -> match.path("type").asText().equals("Exact"));
  }

  private static Set<String> routes(String overlay) {
    Set<String> all = new TreeSet<>();
    Overlay.of(overlay)
        .of(Kind.HTTPRoute)
        .flatMap(route -> route.at("/spec/rules").findParents("backendRefs").stream())
        .forEach(
            rule -> {
              for (JsonNode match : rule.path("matches")) {
                all.add(
                    "%s %s %s"
                        .formatted(
                            match.path("method").asText("ANY"),
                            match.at("/path/value").asText(),
                            rule.at("/backendRefs/0/name").asText()));
              }
            });
    return all;
  }
}
