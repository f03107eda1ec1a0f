package io.delega.accesspolicy.grant;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a grant stands. */
public enum GrantState {
  ACTIVE,
  SUSPENDED,
  EXPIRED,
  REVOKED;

  /** As it is called outside. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
