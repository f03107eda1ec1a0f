package io.delega.checks.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.checks.Services;
import io.delega.checks.Sources;
import io.delega.checks.k8s.Overlay.Kind;
import io.delega.contracts.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What we ask of our own manifests beyond their form. */
class RulesTest {
  private static final List<String> OVERLAYS = Overlay.NAMES;

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void everyServiceIsDeployed(String overlay) {
    assertThat(Overlay.of(overlay).of(Kind.Deployment).map(Overlay::name))
        .containsExactlyInAnyOrderElementsOf(Services.ALL);
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void everyImageHasATagOfItsOwn(String overlay) {
    assertThat(containers(overlay).map(container -> container.path("image").asText()))
        .allMatch(image -> image.matches(".+/delega/[a-z-]+(:[0-9][\\w.-]*|@sha256:[0-9a-f]{64})"));
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void nothingRunsAsRootOrWritesItsImage(String overlay) {
    Overlay.of(overlay)
        .of(Kind.Deployment)
        .map(deployment -> deployment.at("/spec/template/spec"))
        .forEach(
            pod -> {
              assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
              assertThat(pod.at("/securityContext/runAsUser").asInt()).isGreaterThan(1000);
              assertThat(pod.at("/securityContext/seccompProfile/type").asText())
                  .isEqualTo("RuntimeDefault");
              assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
            });
    assertThat(containers(overlay).map(container -> container.path("securityContext")))
        .allSatisfy(
            context -> {
              assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
              assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
              assertThat(context.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
            });
    assertThat(
            Overlay.of(overlay)
                .one(Kind.Namespace, "delega")
                .at("/metadata/labels/pod-security.kubernetes.io~1enforce")
                .asText())
        .isEqualTo("restricted");
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void everyContainerHasRequestsLimitsAndProbes(String overlay) {
    assertThat(containers(overlay))
        .allSatisfy(
            container -> {
              for (String amount : List.of("requests", "limits")) {
                assertThat(container.path("resources").path(amount).fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrder("cpu", "memory");
              }
              assertThat(path(container, "startupProbe")).isEqualTo("/q/health/live");
              assertThat(path(container, "livenessProbe")).isEqualTo("/q/health/live");
              assertThat(path(container, "readinessProbe")).isEqualTo("/q/health/ready");
            });
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void theHeapLeavesRoomForTheRestOfTheProcess(String overlay) {
    assertThat(containers(overlay))
        .allSatisfy(
            container -> {
              int heap = Integer.parseInt(env(container, "JDK_JAVA_OPTIONS").replaceAll("\\D", ""));
              String limit = container.at("/resources/limits/memory").asText();
              assertThat(heap + 256).isLessThanOrEqualTo(Integer.parseInt(limit.replace("Mi", "")));
            });
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void portsAreTheServices(String overlay) {
    Overlay objects = Overlay.of(overlay);
    for (String service : Services.ALL) {
      assertThat(settings(objects, service, "all.properties")).contains("quarkus.http.port=8080");
      JsonNode port = objects.one(Kind.Service, service).at("/spec/ports/0");
      assertThat(port.path("port").asInt()).isEqualTo(8080);
      JsonNode container = container(objects.one(Kind.Deployment, service));
      assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(8080);
      assertThat(container.at("/ports/0/name").asText())
          .isEqualTo(port.path("targetPort").asText());
    }
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void aReplicaThatGoesHasTimeForItsCalls(String overlay) {
    Overlay objects = Overlay.of(overlay);
    JsonNode vault = objects.one(Kind.Deployment, "token-vault");
    int before = container(vault).at("/lifecycle/preStop/sleep/seconds").asInt();
    String drain =
        Sources.properties(settings(objects, "token-vault", "token-vault.properties"))
            .get("delega.enforcement.drain");
    // Cutting the rest and the goodbye take 2 s each at most; the process needs some to end.
    int needed = before + Integer.parseInt(drain.replace("s", "")) + 2 + 2 + 5;
    assertThat(vault.at("/spec/template/spec/terminationGracePeriodSeconds").asInt())
        .isGreaterThanOrEqualTo(needed);
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void everyTopicIsThere(String overlay) {
    Set<String> expected =
        Arrays.stream(Topic.values())
            .flatMap(topic -> Stream.of(topic.topicName(), topic.deadLetterTopic()))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(Overlay.of(overlay).of(Kind.KafkaTopic).map(Overlay::name))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void productionKeepsEveryRecordOnTwoBrokersAtLeast() {
    assertThat(Overlay.of("prod").of(Kind.KafkaTopic).map(topic -> topic.path("spec")))
        .allSatisfy(
            spec -> {
              assertThat(spec.path("replicas").asInt()).isEqualTo(3);
              assertThat(spec.at("/config/min.insync.replicas").asInt()).isEqualTo(2);
            });
  }

  @Test
  void productionSurvivesTheLossOfAReplica() {
    Overlay prod = Overlay.of("prod");
    for (String service : Services.ALL) {
      if (service.equals("audit")) {
        // It writes the ledger alone; what happens meanwhile waits in Kafka.
        continue;
      }
      int replicas =
          prod.of(Kind.HorizontalPodAutoscaler)
              .filter(scaler -> Overlay.name(scaler).equals(service))
              .map(scaler -> scaler.at("/spec/minReplicas").asInt())
              .findFirst()
              .orElse(prod.one(Kind.Deployment, service).at("/spec/replicas").asInt());
      assertThat(replicas).as(service).isGreaterThanOrEqualTo(2);
      assertThat(prod.one(Kind.PodDisruptionBudget, service).at("/spec/maxUnavailable").asInt())
          .isEqualTo(1);
    }
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void alertsAskForMetricsThatExist(String overlay) {
    Set<String> known = new TreeSet<>(List.of("up", "http_server_requests_seconds_count"));
    for (String source :
        List.of(
            "services/audit/src/main/java/io/delega/audit/witness/Witnesses.java",
            "services/token-vault/src/main/java/io/delega/tokenvault/enforcement/EnforcementPoint.java")) {
      Sources.matches("Gauge\\.builder\\(\"([a-z.]+)\"", Sources.text(source))
          .map(found -> found.group(1).replace('.', '_'))
          .forEach(name -> known.addAll(List.of(name, name + "_seconds")));
    }
    List<String> asked =
        Overlay.of(overlay)
            .of(Kind.PrometheusRule)
            .flatMap(rule -> rule.findValuesAsText("expr").stream())
            .flatMap(expr -> Sources.matches("([a-z_]+)\\{", expr))
            .map(found -> found.group(1))
            .toList();
    assertThat(asked).isNotEmpty().allMatch(known::contains);
  }

  private static String path(JsonNode container, String probe) {
    return container.path(probe).at("/httpGet/path").asText();
  }

  private static String env(JsonNode container, String name) {
    return StreamSupport.stream(container.path("env").spliterator(), false)
        .filter(variable -> variable.path("name").asText().equals(name))
        .map(variable -> variable.path("value").asText())
        .findFirst()
        .orElseThrow();
  }

  private static String settings(Overlay overlay, String service, String file) {
    return overlay.settings(service).get(file);
  }

  private static JsonNode container(JsonNode deployment) {
    return deployment.at("/spec/template/spec/containers/0");
  }

  private static Stream<JsonNode> containers(String overlay) {
    return Overlay.of(overlay)
        .of(Kind.Deployment)
        .flatMap(
            deployment ->
                StreamSupport.stream(
                    deployment.at("/spec/template/spec/containers").spliterator(), false));
  }
}
