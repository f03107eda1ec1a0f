package io.delega.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The settings that a running service knows: Delega's, Quarkus' that count at run time, Kafka's.
 */
public final class Settings {
  private static final String MODEL = "META-INF/quarkus-config-doc/quarkus-config-model.json";
  private static final String MAP = "\\.\"[^\"]+\"$";

  private final Set<String> delega = new TreeSet<>();
  private final Set<String> quarkus = new TreeSet<>();

  /** Reads what the services and their extensions declare. */
  public Settings() {
    Sources.matches("(?m)^\\| `(delega\\.[a-z0-9.-]+)`", Sources.text("docs/operations.md"))
        .forEach(row -> delega.add(row.group(1)));
    for (String service : Services.ALL) {
      String properties =
          Sources.text("services/" + service + "/src/main/resources/application.properties");
      Sources.matches("\\$\\{(delega\\.[a-z0-9.-]+)", properties)
          .forEach(placeholder -> delega.add(placeholder.group(1)));
    }
    try {
      for (URL model : Collections.list(Settings.class.getClassLoader().getResources(MODEL))) {
        read(new ObjectMapper().readTree(model));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(JsonNode node) {
    if (node.path("phase").asText().equals("RUN_TIME")) {
      quarkus.add(node.at("/path/property").asText());
    }
    node.forEach(this::read);
  }

  /** Whether some service reads it while it runs. */
  public boolean knows(String name) {
    if (name.startsWith("delega.")) {
      return delega.contains(name);
    }
    if (name.startsWith("kafka.")) {
      return Kafka.NAMES.contains(name.substring("kafka.".length()));
    }
    return quarkus.contains(name)
        || quarkus.stream()
            .filter(known -> known.endsWith("\""))
            .map(known -> known.replaceFirst(MAP, "."))
            .anyMatch(name::startsWith);
  }

  /** Whether an environment variable names such a setting. */
  public boolean knowsVariable(String variable) {
    Set<String> variables =
        delega.stream().map(Settings::variable).collect(Collectors.toCollection(TreeSet::new));
    Kafka.NAMES.forEach(name -> variables.add(variable("kafka." + name)));
    return variables.contains(variable);
  }

  /** The environment variable of a setting. */
  public static String variable(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  /**
   * The access settings that KafkaAccess passes on: read from its source, so that none is missed.
   */
  private static final class Kafka {
    static final Set<String> NAMES =
        Sources.matches(
                "\"((?:security|ssl|sasl)\\.[a-z.]+)\"",
                Sources.text("services/kafka/src/main/java/io/delega/kafka/KafkaAccess.java"))
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
  }
}
