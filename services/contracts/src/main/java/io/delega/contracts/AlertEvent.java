package io.delega.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;

/** Alerts and their life. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface AlertEvent extends EventData {

  /** {@code severity}: low, medium, high. */
  @Type("alert.raised")
  record AlertRaised(
      String alert,
      String kind,
      String severity,
      String client,
      String connection,
      String assistant,
      String grant,
      String callId)
      implements AlertEvent {}

  @Type("alert.acknowledged")
  record AlertAcknowledged(String alert, String kind) implements AlertEvent {}
}
