package io.delega.tracing;

import io.opentelemetry.api.trace.Span;

/** The place in a trace of one context, for another that works for it. */
public final class Carried {
  private final Span span;

  private Carried(Span span) {
    this.span = span;
  }

  /** That of the caller's context. */
  public static Carried fromHere() {
    return new Carried(Span.current());
  }

  /** What follows in the caller's context, which must be made for this work alone, is there too. */
  @SuppressWarnings("MustBeClosedChecker") // It lives as long as the context.
  public void toHere() {
    if (span.getSpanContext().isValid()) {
      span.makeCurrent();
    }
  }
}
