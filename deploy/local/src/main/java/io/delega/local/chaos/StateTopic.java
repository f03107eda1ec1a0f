package io.delega.local.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.delega.contracts.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The enforcement state as it stands in Kafka. */
final class StateTopic {
  private static final String TOPIC = Topic.ENFORCEMENT_STATE.topicName();
  private static final ObjectMapper JSON = new ObjectMapper();

  private StateTopic() {}

  /** Keys whose last record is not their highest version, in words. */
  static List<String> outOfOrder(String kafka) {
    List<String> wrong = new ArrayList<>();
    versions(kafka)
        .forEach(
            (key, versions) -> {
              if (!Judge.endsWithItsHighest(versions)) {
                List<Long> last =
                    versions.subList(Math.max(0, versions.size() - 8), versions.size());
                wrong.add("the state of %s stands in the topic as %s".formatted(key, last));
              }
            });
    return wrong;
  }

  private static Map<String, List<Long>> versions(String kafka) {
    Map<String, List<Long>> versions = new TreeMap<>();
    WholeTopic.read(
        kafka,
        TOPIC,
        record -> {
          if (record.value() != null) {
            versions
                .computeIfAbsent(record.key(), key -> new ArrayList<>())
                .add(version(record.value()));
          }
        });
    return versions;
  }

  private static long version(byte[] state) {
    try {
      return JSON.readTree(state).get("version").asLong();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
