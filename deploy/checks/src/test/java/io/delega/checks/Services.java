package io.delega.checks;

import java.util.List;

/** The services that are deployed. */
public final class Services {
  /** All of them, by their names. */
  public static final List<String> ALL =
      List.of("connect", "token-vault", "access-policy", "audit", "monitoring", "console");

  private Services() {}
}
