package io.delega.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopicTest {
  private static final Set<String> SERVICES =
      Set.of("connect", "token-vault", "access-policy", "audit", "monitoring");

  @Test
  void namesAreUnique() {
    assertThat(
            Arrays.stream(Topic.values())
                .flatMap(
                    topic ->
                        Arrays.stream(new String[] {topic.topicName(), topic.deadLetterTopic()})))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void aTopicIsNamedWithItsVersionAndHasADeadLetterTopic(Topic topic) {
    assertThat(topic.topicName()).matches("delega\\.[a-z]+(\\.[a-z]+)*\\.v[1-9][0-9]*");
    assertThat(topic.deadLetterTopic()).isEqualTo(topic.topicName() + ".dlq");
  }

  @ParameterizedTest
  @EnumSource
  void itsProducerAndConsumersAreServices(Topic topic) {
    assertThat(SERVICES).contains(topic.producer()).containsAll(topic.consumers());
    assertThat(topic.consumers()).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void onlyACompactedTopicKeepsItsRecordsForever(Topic topic) {
    assertThat(topic.partitions()).isPositive();
    assertThat(topic.retention().equals(Duration.ZERO)).isEqualTo(topic.compacted());
  }
}
