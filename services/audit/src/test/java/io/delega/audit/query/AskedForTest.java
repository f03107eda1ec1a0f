package io.delega.audit.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskedForTest {
  @ParameterizedTest
  @CsvSource({
    "type,call.decided",
    "client,cli_01kjpy44hrfhk98thwjdjx5kct",
    "client,cli_0b1d0d3c-5f0a-4a0e-9d7c-7c1f8a3d2b11",
    "reason,resource_not_granted",
    "operation,gmail.messages.read",
    "operation,drive.files.batchGet",
    "after,42",
    "from,2026-01-31T08:00:00Z"
  })
  void whatIsOursIsRecordedInClear(String name, String value) {
    AskedFor asked = AskedFor.of(Map.of(name, value));
    assertThat(asked.open()).containsEntry(name, value);
    assertThat(asked.personal()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "q,anna",
    "client,anna@example.test",
    "client,Anna Rossi",
    "callId,+39 02 1234567",
    "operation,anna@example.test",
    "after,anna",
    "invented,x"
  })
  void whatCouldBeAPersonIsNot(String name, String value) {
    AskedFor asked = AskedFor.of(Map.of(name, value));
    assertThat(asked.open()).isEmpty();
    assertThat(asked.personal().filters()).containsEntry(name, value);
  }

  @Test
  void aWindowThatMovesOnIsTheSameReadingForAMinute() {
    AskedFor first = AskedFor.of(Map.of("from", "2026-01-31T08:00:01Z", "type", "x.y"));
    AskedFor second = AskedFor.of(Map.of("from", "2026-01-31T08:00:31Z", "type", "x.y"));
    AskedFor later = AskedFor.of(Map.of("from", "2026-01-31T08:01:01Z", "type", "x.y"));
    assertThat(second).isNotEqualTo(first);
    assertThat(second.toTheMinute()).isEqualTo(first.toTheMinute());
    assertThat(later.toTheMinute()).isNotEqualTo(first.toTheMinute());
  }
}
