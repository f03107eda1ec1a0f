package io.delega.audit.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.delega.audit.Facts;
import io.delega.audit.ledger.Fact;
import io.delega.tracing.Traces;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class LeafTracesTest {
  private static final String SAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String UNSAMPLED = SAMPLED.replaceAll("01$", "00");

  @Test
  void aBatchEndsABoundedNumberOfTraces() {
    LeafTraces.Batch batch = batch(false);
    for (int i = 0; i < 2 * LeafTraces.MOST; i++) {
      batch.saw(fact(), record(SAMPLED));
    }
    assertThat(batch.spans).hasSize(LeafTraces.MOST);
  }

  @Test
  void aFactThatIsDeliveredTwiceHasOneSpan() {
    LeafTraces.Batch batch = batch(false);
    Fact fact = fact();
    batch.saw(fact, record(SAMPLED));
    batch.saw(fact, record(SAMPLED));
    assertThat(batch.spans).hasSize(1);
  }

  @Test
  void whatWasNotTracedIsNotTracedHereAndAsksTheDatabaseNothing() throws Exception {
    LeafTraces.Batch batch = batch(false);
    batch.saw(fact(), record(null));
    batch.saw(fact(), record(UNSAMPLED));
    batch.saw(fact(), record("anna@example.test"));
    assertThat(batch.spans).isEmpty();
    batch.appended();
  }

  @Test
  void nothingIsTracedWhereItIsOff() {
    LeafTraces.Batch batch = batch(true);
    batch.saw(fact(), record(SAMPLED));
    assertThat(batch.spans).isEmpty();
  }

  private static LeafTraces.Batch batch(boolean disabled) {
    OpenTelemetrySdk telemetry =
        OpenTelemetrySdk.builder().setTracerProvider(SdkTracerProvider.builder().build()).build();
    return new LeafTraces(new Traces(telemetry, disabled), null).batch();
  }

  private static Fact fact() {
    return Fact.read(Facts.example("grant.created", "agency-a").toString().getBytes(US_ASCII))
        .orElseThrow();
  }

  private static ConsumerRecord<String, byte[]> record(String traceparent) {
    ConsumerRecord<String, byte[]> record = new ConsumerRecord<>("topic", 0, 0, "key", new byte[0]);
    if (traceparent != null) {
      record.headers().add(Traces.HEADER, traceparent.getBytes(US_ASCII));
    }
    return record;
  }
}
