package io.delega.accesspolicy.connection;

import java.util.Locale;

/** How a connection stands for enforcement. */
public enum ConnectionState {
  ACTIVE,
  SUSPENDED,
  REVOKED;

  /** As it is called outside. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
