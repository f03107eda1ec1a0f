package io.delega.checks.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.delega.checks.Sources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The objects that an overlay makes, as {@code kubectl kustomize} prints them. */
record Overlay(String name, List<JsonNode> objects) {
  /** All of them. */
  static final List<String> NAMES = List.of("dev", "prod");

  /** How the script ends where no kubectl can be had. */
  private static final int CANNOT_BE_GOT = 3;

  private static final Map<String, Overlay> BUILT = new ConcurrentHashMap<>();
  private static final YAMLMapper YAML = new YAMLMapper();

  /** Built once; the test is skipped where no kubectl can be had, and fails there under CI. */
  static Overlay of(String name) {
    return BUILT.computeIfAbsent(name, Overlay::build);
  }

  private static Overlay build(String name) {
    Path script = Sources.file("k8s/kustomize");
    Path folder = Sources.file("k8s/overlays/" + name);
    try {
      Process process =
          new ProcessBuilder(script.toString(), folder.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String text;
      try (InputStream out = process.getInputStream()) {
        text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      }
      int code = process.waitFor();
      boolean strict = "true".equals(System.getenv("CI"));
      Assumptions.assumeTrue(
          code != CANNOT_BE_GOT || strict,
          "k8s/ is not checked: kubectl cannot be got, see the message of k8s/kustomize above");
      if (code != 0) {
        throw new AssertionError("k8s/kustomize ends with " + code + " for " + folder);
      }
      return new Overlay(name, parse(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The objects in a file of several. */
  static List<JsonNode> parse(String text) throws IOException {
    return YAML.readerFor(JsonNode.class).<JsonNode>readValues(text).readAll();
  }

  Stream<JsonNode> of(Kind kind) {
    return objects.stream().filter(object -> object.path("kind").asText().equals(kind.name()));
  }

  JsonNode one(Kind kind, String name) {
    return of(kind)
        .filter(object -> name(object).equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
  }

  /** The files of the settings that a service's pods are given, by name. */
  Map<String, String> settings(String service) {
    Map<String, String> files = new ConcurrentHashMap<>();
    of(Kind.ConfigMap)
        .filter(
            map ->
                name(map).startsWith(service + "-settings") || name(map).startsWith("installation"))
        .forEach(
            map ->
                map.path("data")
                    .fields()
                    .forEachRemaining(file -> files.put(file.getKey(), file.getValue().asText())));
    return files;
  }

  static String name(JsonNode object) {
    return object.at("/metadata/name").asText();
  }

  /** The kinds that are asked for. */
  enum Kind {
    ConfigMap,
    Deployment,
    HTTPRoute,
    HorizontalPodAutoscaler,
    KafkaTopic,
    KafkaUser,
    Namespace,
    NetworkPolicy,
    PodDisruptionBudget,
    PrometheusRule,
    Service,
    ServiceMonitor
  }
}
