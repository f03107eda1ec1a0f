package io.delega.accesspolicy.grant;

import io.delega.accesspolicy.grant.GrantResource.NewGrant;
import io.delega.api.ProblemException;
import io.delega.catalogue.ProviderDefinition;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.policy.AccessClass;
import io.delega.policy.PermissionCheck;
import java.time.Instant;
import java.util.List;

/** Whether a body makes sense; each problem is 400 and names the field. */
public final class GrantRequest {
  private GrantRequest() {}

  /** What can be said without knowing the connection. */
  static void check(NewGrant body) {
    require("assistant", body.assistant());
    require("connection", body.connection());
    if (body.permissions() == null || body.permissions().isEmpty()) {
      throw ProblemException.invalid("permissions", "name at least one.");
    }
    if (body.approval() != null && !body.approval().equals("none")) {
      throw unsupported("approval", "only none is possible so far.");
    }
    if (body.response() != null && !body.response().isNull()) {
      throw unsupported("response", "filtering of responses is not possible so far.");
    }
  }

  /** The same for a change. */
  static void check(GrantResource.Change body) {
    if (body.permissions() == null && body.limits() == null) {
      throw ProblemException.invalid("permissions", "name permissions, limits, or both.");
    }
    if (body.permissions() != null && body.permissions().isEmpty()) {
      throw ProblemException.invalid(
          "permissions", "name at least one; to take away everything, revoke the grant.");
    }
  }

  /** The permissions as they are granted, checked. */
  public static List<Permission> stated(
      List<Permission> permissions, ProviderDefinition definition) {
    checkPermissions(permissions, definition);
    return AccessClass.stated(permissions, definition);
  }

  /** Whether the permissions exist at the provider. */
  private static void checkPermissions(
      List<Permission> permissions, ProviderDefinition definition) {
    for (int i = 0; i < permissions.size(); i++) {
      String field = "permissions[" + i + "]";
      if (permissions.get(i) == null) {
        throw ProblemException.invalid(field, "is null.");
      }
      List<String> problems = PermissionCheck.problems(permissions.get(i), definition);
      if (!problems.isEmpty()) {
        throw ProblemException.invalid(field, String.join("; ", problems) + ".");
      }
    }
  }

  /** Whether the limits can be kept. */
  public static void checkLimits(Limits limits, Instant now) {
    List<String> problems = PermissionCheck.problems(limits);
    if (!problems.isEmpty()) {
      throw ProblemException.invalid("limits", String.join("; ", problems) + ".");
    }
    if (limits.expiresAt() != null && !limits.expiresAt().isAfter(now)) {
      throw ProblemException.invalid("limits.expiresAt", "must be in the future.");
    }
  }

  private static void require(String field, String value) {
    if (value == null || value.isBlank()) {
      throw ProblemException.invalid(field, "is missing.");
    }
  }

  private static ProblemException unsupported(String field, String detail) {
    return new ProblemException(400, "unsupported", field + ": " + detail).with("field", field);
  }
}
