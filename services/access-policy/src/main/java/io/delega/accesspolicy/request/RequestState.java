package io.delega.accesspolicy.request;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a request stands; all but the first are for good. */
public enum RequestState {
  OPEN,
  ACCEPTED,
  DECLINED,
  WITHDRAWN,
  EXPIRED;

  /** As it is called outside. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
