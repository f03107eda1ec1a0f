package io.delega.accesspolicy.request;

import io.delega.api.ProblemException;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import java.util.List;

/**
 * What is asked of the client.
 *
 * @param reason why, for the client to read; 1 to 500 characters, or null
 * @param expiresIn seconds for which the client can answer; null for the usual time
 */
record NewRequest(
    String connection,
    String assistant,
    List<Permission> permissions,
    Limits limits,
    String reason,
    Long expiresIn) {
  private static final int LONGEST_REASON = 500;

  /** What can be said without knowing the connection; each problem is 400 and names the field. */
  void check() {
    require("connection", connection);
    require("assistant", assistant);
    if (permissions == null || permissions.isEmpty()) {
      throw ProblemException.invalid("permissions", "name at least one.");
    }
    if (reason != null && (reason.isBlank() || reason.length() > LONGEST_REASON)) {
      throw ProblemException.invalid("reason", "1 to " + LONGEST_REASON + " characters.");
    }
    if (expiresIn != null && expiresIn <= 0) {
      throw ProblemException.invalid("expiresIn", "must be positive.");
    }
  }

  Limits within() {
    return limits == null ? Limits.NONE : limits;
  }

  private static void require(String field, String value) {
    if (value == null || value.isBlank()) {
      throw ProblemException.invalid(field, "is missing.");
    }
  }
}
