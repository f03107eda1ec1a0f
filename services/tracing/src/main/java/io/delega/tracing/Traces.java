package io.delega.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Begins spans; all of them are {@link Trace#NONE} unless tracing is on. */
@Singleton
public class Traces {
  /** The header of HTTP and of Kafka in which a place in a trace travels. */
  public static final String HEADER = "traceparent";

  private final Tracer tracer;
  private final boolean on;

  /**
   * @param telemetry where spans go
   * @param disabled whether nothing is traced
   */
  @Inject
  public Traces(
      OpenTelemetry telemetry,
      @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
    this.tracer = telemetry.getTracer("io.delega");
    this.on = !disabled;
  }

  /** Whether there is anything to trace for. */
  public boolean on() {
    return on;
  }

  /**
   * A request that is served, in the trace of whoever asks.
   *
   * @param name from a list that does not grow with what is asked for
   * @param from the caller's place in a trace; null or nonsense begins a new one
   */
  public Trace serve(String name, String from) {
    return on ? begin(SpanKind.SERVER, name, Traceparent.read(from)) : Trace.NONE;
  }

  /**
   * A request from outside: a trace of our own, so that no caller decides how much is traced, with
   * a link to the caller's.
   */
  public Trace admit(String name, String from) {
    if (!on) {
      return Trace.NONE;
    }
    SpanBuilder span = tracer.spanBuilder(name).setSpanKind(SpanKind.SERVER).setNoParent();
    SpanContext caller = Traceparent.read(from);
    if (caller.isValid()) {
      span.addLink(caller);
    }
    return new Trace(span.startSpan());
  }

  /** Something that is gone on with, in the trace where it began; none without that. */
  public Trace goOn(String name, String from) {
    SpanContext began = on ? Traceparent.read(from) : SpanContext.getInvalid();
    return began.isValid() ? begin(SpanKind.INTERNAL, name, began) : Trace.NONE;
  }

  /** A record that is taken in, in the trace of whoever wrote it; none without that. */
  public Trace take(String name, String from) {
    SpanContext writer = on ? Traceparent.read(from) : SpanContext.getInvalid();
    return writer.isValid() ? begin(SpanKind.CONSUMER, name, writer) : Trace.NONE;
  }

  private Trace begin(SpanKind kind, String name, SpanContext parent) {
    Context from = parent.isValid() ? Context.root().with(Span.wrap(parent)) : Context.root();
    return new Trace(tracer.spanBuilder(name).setSpanKind(kind).setParent(from).startSpan());
  }

  /** The place in a trace at which the caller's context is; null when it is in none. */
  public static String here() {
    return Traceparent.write(Span.current().getSpanContext());
  }
}
