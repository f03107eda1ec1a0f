package io.delega.checks.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.checks.Sources;
import io.delega.contracts.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Run with {@code -Dregenerate} to write the files anew. */
class KafkaFilesTest {
  private static List<JsonNode> users;

  @BeforeAll
  static void regenerate() throws IOException {
    if (System.getProperty("regenerate") != null) {
      Files.writeString(Sources.file(KafkaFiles.TOPICS), KafkaFiles.topics());
      Files.writeString(Sources.file(KafkaFiles.USERS), KafkaFiles.users());
    }
    users = Overlay.parse(Sources.text(KafkaFiles.USERS));
  }

  @Test
  void topicsAreThoseOfTheCatalogue() {
    assertThat(Sources.text(KafkaFiles.TOPICS)).isEqualTo(KafkaFiles.topics());
  }

  @Test
  void usersMayDoWhatTheCatalogueSays() {
    assertThat(Sources.text(KafkaFiles.USERS)).isEqualTo(KafkaFiles.users());
  }

  @ParameterizedTest
  @EnumSource(Topic.class)
  void onlyItsProducerWritesATopic(Topic topic) {
    Set<String> expected =
        topic == Topic.ENFORCEMENT_ACKS
            ? Set.of("token-vault", "access-policy")
            : Set.of(topic.producer());
    assertThat(allowed("topic", topic.topicName(), "Write")).isEqualTo(expected);
    assertThat(allowed("topic", topic.topicName(), "Read")).isEqualTo(topic.consumers());
    assertThat(allowed("topic", topic.deadLetterTopic(), "Write")).isEqualTo(topic.consumers());
  }

  @Test
  void nobodyTakesAnothersTransactionalIdOrGroup() {
    for (JsonNode user : users) {
      String service = Overlay.name(user);
      assertThat(allowed("transactionalId", KafkaFiles.transactionalId(service), "Write"))
          .containsExactly(service);
      assertThat(allowed("group", service, "Read")).containsExactly(service);
    }
  }

  @Test
  void theIdsAreThoseOfTheSources() {
    assertThat(Sources.text("services/outbox/src/main/java/io/delega/outbox/FencedProducer.java"))
        .contains("\"delega-outbox-\" + service");
    assertThat(
            Sources.text(
                "services/audit/src/main/java/io/delega/audit/stream/StreamPublisher.java"))
        .contains("\"delega-audit-stream\"");
  }

  private static Set<String> allowed(String type, String name, String operation) {
    return users.stream()
        .filter(
            user ->
                StreamSupport.stream(user.at("/spec/authorization/acls").spliterator(), false)
                    .filter(acl -> acl.at("/resource/type").asText().equals(type))
                    .filter(acl -> covers(acl.path("resource"), name))
                    .anyMatch(
                        acl -> acl.path("operations").toString().contains('"' + operation + '"')))
        .map(Overlay::name)
        .collect(Collectors.toSet());
  }

  private static boolean covers(JsonNode resource, String name) {
    String pattern = resource.path("name").asText();
    return resource.path("patternType").asText().equals("prefix")
        ? name.startsWith(pattern)
        : name.equals(pattern);
  }
}
