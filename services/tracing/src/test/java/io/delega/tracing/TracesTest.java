package io.delega.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracesTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String CALLER = "00-" + TRACE + "-" + SPAN + "-01";

  private final Recorded recorded = new Recorded();
  private final Traces traces = recorded.traces(false);

  @Test
  void aRequestOfAServiceIsServedInItsTrace() {
    traces.serve("/v1/clients", CALLER).method("GET").answered(200).end();
    SpanData span = recorded.spans.get(0);
    assertThat(span.getTraceId()).isEqualTo(TRACE);
    assertThat(span.getParentSpanId()).isEqualTo(SPAN);
    assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
    assertThat(span.getAttributes().get(Detail.STATUS.number())).isEqualTo(200);
  }

  @Test
  void aCallFromOutsideBeginsATraceThatIsOnlyLinkedToItsCallers() {
    Trace call = traces.admit("proxied call", CALLER);
    call.end();
    SpanData span = recorded.spans.get(0);
    assertThat(span.getTraceId()).isNotEqualTo(TRACE);
    assertThat(span.getParentSpanContext().isValid()).isFalse();
    assertThat(span.getLinks())
        .singleElement()
        .satisfies(link -> assertThat(link.getSpanContext().getTraceId()).isEqualTo(TRACE));
    assertThat(call.traceparent())
        .isEqualTo("00-" + span.getTraceId() + "-" + span.getSpanId() + "-01");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n",
      })
  void nonsenseBeginsANewTraceOrNone(String from) {
    traces.serve("/v1/clients", from).end();
    assertThat(recorded.spans.get(0).getParentSpanContext().isValid()).isFalse();
    assertThat(traces.take("fact taken in", from)).isSameAs(Trace.NONE);
    assertThat(traces.goOn("code handed over", from)).isSameAs(Trace.NONE);
  }

  @Test
  void whatWasNotSampledAtItsBeginningStaysUnsampled() {
    Trace taken = traces.take("fact taken in", CALLER.replaceAll("01$", "00"));
    assertThat(taken.recorded()).isFalse();
    assertThat(taken.traceparent()).startsWith("00-" + TRACE).endsWith("-00");
    taken.end();
    assertThat(recorded.spans).isEmpty();
  }

  @Test
  void workIsInItsTraceUntilItHasEnded() {
    assertThat(Traces.here()).isNull();
    Trace trace = traces.take("fact taken in", CALLER);
    String within = trace.within(() -> Uni.createFrom().item(Traces.here())).await().indefinitely();
    assertThat(within).isEqualTo(trace.traceparent());
    assertThat(Traces.here()).isNull();
    assertThat(recorded.spans).hasSize(1);
  }

  @Test
  void aFailureIsMarkedButItsTextIsNotTold() {
    Trace trace = traces.take("fact taken in", CALLER);
    assertThatThrownBy(
            () ->
                trace
                    .within(
                        () ->
                            Uni.createFrom()
                                .failure(new IllegalStateException("anna@example.test")))
                    .await()
                    .indefinitely())
        .hasMessage("anna@example.test");
    SpanData span = recorded.spans.get(0);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.toString()).doesNotContain("anna@example.test");
  }

  @Test
  void aMethodThatHttpDoesNotDefineIsNotToldEither() {
    traces.serve("/v1/clients", null).method("ANNA").end();
    assertThat(recorded.spans.get(0).getAttributes().get(Detail.METHOD.text())).isEqualTo("_OTHER");
  }

  @Test
  void nothingIsTracedWhereItIsOff() {
    Traces off = recorded.traces(true);
    assertThat(off.serve("/v1/clients", CALLER)).isSameAs(Trace.NONE);
    assertThat(off.admit("proxied call", CALLER)).isSameAs(Trace.NONE);
    assertThat(off.take("fact taken in", CALLER)).isSameAs(Trace.NONE);
    assertThat(Trace.NONE.traceparent()).isNull();
    Trace.NONE.with(Detail.CODE, "no_grant").answered(500).end();
    assertThat(recorded.spans).isEmpty();
  }

  @Test
  void aRequestIsNamedByTheTemplateOfItsPath() throws Exception {
    assertThat(RequestSpans.template(Sample.class, Sample.class.getMethod("one")))
        .isEqualTo("/v1/things/{id}");
    assertThat(RequestSpans.template(Sample.class, Sample.class.getMethod("all")))
        .isEqualTo("/v1/things");
  }

  /** A resource as ours are. */
  @Path("/v1/things/")
  public static class Sample {
    @GET
    @Path("/{id}")
    public void one() {}

    @GET
    public void all() {}
  }
}
