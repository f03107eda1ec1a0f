package io.delega.accesspolicy.assistant;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How an assistant stands. */
public enum AssistantState {
  ACTIVE,
  QUARANTINED,
  DELETED;

  /** As it is called outside. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
