package io.delega.audit.example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Follows one agency's entries: each once, in order, and a gap is noticed. */
public final class LedgerFollower {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String agency;
  private long next;

  /** Goes on with number {@code next}: store it in the transaction that stores what you do. */
  public LedgerFollower(String agency, long next) {
    this.agency = agency;
    this.next = next;
  }

  /** Takes what has come and returns the number to go on with. */
  public long poll(KafkaConsumer<String, byte[]> kafka, Consumer<JsonNode> work)
      throws IOException {
    for (ConsumerRecord<String, byte[]> record : kafka.poll(Duration.ofMillis(500))) {
      if (!agency.equals(record.key())) {
        continue;
      }
      JsonNode entry = JSON.readTree(record.value());
      long number = entry.get("agencySequence").asLong();
      if (number > next) {
        throw new IllegalStateException("entries from " + next + " on are missing: export them");
      }
      if (number == next) {
        work.accept(entry);
        next++;
      } // else it came again
    }
    return next;
  }
}
