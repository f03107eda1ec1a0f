package io.delega.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.smallrye.mutiny.Uni;
import java.util.Set;
import java.util.function.Supplier;

/** One span under way, or {@link #NONE}. */
public final class Trace {
  /** Where nothing is traced; whatever is done with it costs nothing. */
  public static final Trace NONE = new Trace(Span.getInvalid());

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

  private final Span span;

  Trace(Span span) {
    this.span = span;
  }

  /** As it travels, in a header or a row; null for {@link #NONE}. */
  public String traceparent() {
    return Traceparent.write(span.getSpanContext());
  }

  /** Whether what is told of it goes anywhere. */
  public boolean recorded() {
    return span.isRecording();
  }

  /** Says something of it; null says nothing. */
  public Trace with(Detail detail, String value) {
    if (value != null) {
      span.setAttribute(detail.text(), value);
    }
    return this;
  }

  /** Says something of it. */
  public Trace with(Detail detail, long value) {
    span.setAttribute(detail.number(), value);
    return this;
  }

  /** Says by which method it was asked for. */
  public Trace method(String method) {
    return with(Detail.METHOD, METHODS.contains(method) ? method : "_OTHER");
  }

  /** Says how it was answered; a status of 500 and more is a failure of ours. */
  public Trace answered(int status) {
    if (status >= 500) {
      span.setStatus(StatusCode.ERROR);
    }
    return with(Detail.STATUS, status);
  }

  /**
   * What follows in the caller's context belongs to it, until that context ends. For a context that
   * serves one request or record only.
   */
  @SuppressWarnings("MustBeClosedChecker") // It lives as long as the context.
  public void here() {
    if (span.getSpanContext().isValid()) {
      span.makeCurrent();
    }
  }

  /** Work that belongs to it and ends it. The text of a failure is not told. */
  @SuppressWarnings("MustBeClosedChecker") // The end of the work closes it.
  public <T> Uni<T> within(Supplier<Uni<T>> work) {
    if (!span.getSpanContext().isValid()) {
      return work.get();
    }
    return Uni.createFrom()
        .deferred(
            () -> {
              Scope scope = Context.current().with(span).makeCurrent();
              return work.get()
                  .onFailure()
                  .invoke(failure -> span.setStatus(StatusCode.ERROR))
                  .onTermination()
                  .invoke(
                      () -> {
                        scope.close();
                        span.end();
                      });
            });
  }

  /** It is over. */
  public void end() {
    span.end();
  }
}
