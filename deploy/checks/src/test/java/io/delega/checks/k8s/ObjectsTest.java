package io.delega.checks.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every object is one that its API knows, field by field. */
class ObjectsTest {
  private static final List<String> OVERLAYS = Overlay.NAMES;

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void everyObjectIsOneThatItsApiKnows(String overlay) throws JsonProcessingException {
    List<String> problems = new ArrayList<>();
    for (JsonNode object : Overlay.of(overlay).objects()) {
      if (TypedObjects.knows(object)) {
        TypedObjects.parse(object);
      } else {
        problems.addAll(CustomObjects.problems(object));
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void refusesAFieldThatDeploymentsDoNotHave() throws JsonProcessingException {
    JsonNode planted =
        new ObjectMapper()
            .readTree(
                "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"spec\":{\"template\":{\"spec\":"
                    + "{\"containers\":[{\"name\":\"a\",\"readynessProbe\":{}}]}}}}");
    assertThatThrownBy(() -> TypedObjects.parse(planted)).hasMessageContaining("readynessProbe");
  }

  @Test
  void refusesAFieldThatTopicsDoNotHave() {
    ObjectNode planted =
        new ObjectMapper()
            .createObjectNode()
            .put("apiVersion", "kafka.strimzi.io/v1")
            .put("kind", "KafkaTopic");
    planted.putObject("metadata").put("name", "a");
    planted.putObject("spec").put("partitions", 1).put("replicationFactor", 3);
    assertThat(CustomObjects.problems(planted))
        .singleElement()
        .asString()
        .contains("replicationFactor");
  }
}
