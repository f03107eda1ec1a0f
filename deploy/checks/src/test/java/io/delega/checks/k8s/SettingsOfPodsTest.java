package io.delega.checks.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.checks.Services;
import io.delega.checks.Settings;
import io.delega.checks.Sources;
import io.delega.checks.k8s.Overlay.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What pods are given is what the services read, and all of it. */
class SettingsOfPodsTest {
  private static final List<String> OVERLAYS = Overlay.NAMES;
  private static final Settings SETTINGS = new Settings();

  /** Read by the JVM or by the configuration itself. */
  private static final Set<String> OF_THE_RUNTIME =
      Set.of("JDK_JAVA_OPTIONS", "SMALLRYE_CONFIG_LOCATIONS");

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void everySettingIsReadWhileTheServiceRuns(String overlay) {
    for (String service : Services.ALL) {
      Overlay.of(overlay)
          .settings(service)
          .forEach(
              (file, text) ->
                  assertThat(Sources.properties(text).keySet())
                      .as(file)
                      .allMatch(SETTINGS::knows, "is a setting"));
    }
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void everyVariableIsASetting(String overlay) {
    Overlay.of(overlay)
        .of(Kind.Deployment)
        .flatMap(deployment -> variables(deployment).stream())
        .filter(name -> !OF_THE_RUNTIME.contains(name))
        .forEach(name -> assertThat(SETTINGS.knowsVariable(name)).as(name).isTrue());
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void everyFileOfSettingsIsRead(String overlay) {
    Overlay objects = Overlay.of(overlay);
    for (String service : Services.ALL) {
      Set<String> read = new TreeSet<>();
      objects
          .one(Kind.Deployment, service)
          .findParents("name")
          .forEach(
              node -> {
                if (node.path("name").asText().equals("SMALLRYE_CONFIG_LOCATIONS")) {
                  read.addAll(List.of(node.path("value").asText().split(",")));
                }
              });
      Set<String> given = new TreeSet<>();
      for (String file : objects.settings(service).keySet()) {
        given.add((file.equals("installation.properties") ? "/installation/" : "/config/") + file);
      }
      assertThat(read).as(service).isEqualTo(given);
    }
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void everyServiceHasWhatItsPropertiesAskFor(String overlay) {
    Overlay objects = Overlay.of(overlay);
    for (String service : Services.ALL) {
      Map<String, String> files = objects.settings(service);
      Set<String> given = new TreeSet<>();
      files.values().forEach(text -> given.addAll(Sources.properties(text).keySet()));
      List<String> variables = variables(objects.one(Kind.Deployment, service));
      String properties =
          Sources.text("services/" + service + "/src/main/resources/application.properties");
      Set<String> own = Sources.properties(properties).keySet();
      Sources.matches("\\$\\{(delega\\.[a-z0-9.-]+)}", properties)
          .map(found -> found.group(1))
          .filter(name -> !own.contains(name) || name.equals("delega.public-url"))
          .forEach(
              name ->
                  assertThat(given.contains(name) || variables.contains(Settings.variable(name)))
                      .as("%s of %s", name, service)
                      .isTrue());
    }
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void noSettingIsGivenTwice(String overlay) {
    for (String service : Services.ALL) {
      List<String> all = new ArrayList<>();
      Overlay.of(overlay)
          .settings(service)
          .values()
          .forEach(text -> all.addAll(Sources.properties(text).keySet()));
      assertThat(all).as(service).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void noSecretIsWrittenDown(String overlay) {
    Overlay objects = Overlay.of(overlay);
    assertThat(objects.objects())
        .noneMatch(object -> object.path("kind").asText().equals("Secret"));
    for (String service : Services.ALL) {
      objects
          .settings(service)
          .values()
          .forEach(
              text ->
                  assertThat(Sources.properties(text).keySet())
                      .noneMatch(name -> name.matches(".*(password|secret|token)$")));
    }
    objects
        .of(Kind.Deployment)
        .flatMap(deployment -> environment(deployment).stream())
        .filter(variable -> variable.path("name").asText().matches(".*(PASSWORD|SECRET)"))
        .forEach(
            variable -> assertThat(variable.at("/valueFrom/secretKeyRef").isObject()).isTrue());
  }

  @Test
  void knowsASettingFromWhatIsNone() {
    assertThat(SETTINGS.knows("quarkus.vault.url")).isTrue();
    assertThat(SETTINGS.knows("quarkus.vault.uri")).isFalse();
    // Fixed when a service is built: to set it here would do nothing.
    assertThat(SETTINGS.knows("quarkus.datasource.db-kind")).isFalse();
    assertThat(SETTINGS.knows("delega.proxy.no-such-thing")).isFalse();
    assertThat(SETTINGS.knows("kafka.ssl.endpoint.identification.algorithm")).isFalse();
  }

  private static List<JsonNode> environment(JsonNode deployment) {
    return StreamSupport.stream(
            deployment.at("/spec/template/spec/containers/0/env").spliterator(), false)
        .toList();
  }

  private static List<String> variables(JsonNode deployment) {
    return environment(deployment).stream()
        .map(variable -> variable.path("name").asText())
        .toList();
  }
}
