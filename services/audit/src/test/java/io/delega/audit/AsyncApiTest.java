package io.delega.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.contracts.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The description of the stream is well formed and says of the topic what the catalogue says. */
class AsyncApiTest {
  private final AsyncApi api = new AsyncApi();

  @Test
  void isADocumentOfAsyncApi3() {
    assertThat(api.problems()).isEmpty();
  }

  @Test
  void aFaultInTheDocumentWouldBeFound() {
    ((ObjectNode) api.document().at("/operations/publishEntry")).put("action", "shout");
    assertThat(api.problems()).isNotEmpty();
  }

  @Test
  void theTopicIsTheOneOfTheCatalogue() {
    JsonNode channel = api.document().at("/channels/auditStream");
    JsonNode kafka = channel.at("/bindings/kafka");
    assertThat(channel.get("address").asText()).isEqualTo(Topic.AUDIT_STREAM.topicName());
    assertThat(kafka.get("topic").asText()).isEqualTo(Topic.AUDIT_STREAM.topicName());
    assertThat(kafka.get("partitions").asInt()).isEqualTo(Topic.AUDIT_STREAM.partitions());
    assertThat(kafka.at("/topicConfiguration/retention.ms").asLong())
        .isEqualTo(Topic.AUDIT_STREAM.retention().toMillis());
  }

  @Test
  void theExampleIsARecordAsDescribed() {
    JsonNode example = api.document().at("/components/messages/entry/examples/0/payload");
    assertThat(api.problems(example)).isEmpty();
    ((ObjectNode) example).remove("agencySequence");
    assertThat(api.problems(example)).isNotEmpty();
    ((ObjectNode) example).put("agencySequence", 1).put("invented", 1);
    assertThat(api.problems(example)).containsExactly("invented is not described");
  }

  @Test
  void theConsumerInTheDocumentsIsTheOneThatIsTested() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/io/delega/audit/example/LedgerFollower.java"));
    String code = source.substring(source.indexOf("/** Follows"));
    assertThat(Files.readString(Path.of("../../docs/audit.md")))
        .contains("```java\n" + code + "```");
  }
}
