package io.delega.tracing;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a trace as W3C Trace Context (level 1, section 3.2) writes it. The vendors' {@code
 * tracestate} is not kept: it may say anything.
 */
final class Traceparent {
  private static final Pattern FORM =
      Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");

  private Traceparent() {}

  /** The place; an invalid one when the text, which may be null, is none. */
  static SpanContext read(String text) {
    if (text == null) {
      return SpanContext.getInvalid();
    }
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? SpanContext.createFromRemoteParent(
            form.group(1),
            form.group(2),
            TraceFlags.fromHex(form.group(3), 0),
            TraceState.getDefault())
        : SpanContext.getInvalid();
  }

  /** Null for an invalid place. */
  static String write(SpanContext place) {
    return place.isValid()
        ? "00-" + place.getTraceId() + "-" + place.getSpanId() + "-" + place.getTraceFlags().asHex()
        : null;
  }
}
