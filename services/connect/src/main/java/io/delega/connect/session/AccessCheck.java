package io.delega.connect.session;

import io.delega.api.ProblemException;
import io.delega.catalogue.ProviderDefinition;
import io.delega.connect.session.SessionResource.Asked;
import io.delega.contracts.EventJson;
import io.delega.policy.AccessClass;
import io.delega.policy.PermissionCheck;
import java.time.Instant;
import java.util.List;

/** Whether what a session asks for exists at the provider and makes sense. */
final class AccessCheck {
  /** As JSON. It travels in events and, granted, in the connection's one record of what holds. */
  private static final int MOST_BYTES = 200_000;

  private AccessCheck() {}

  /**
   * What is asked for as the client reads it: a class of operations names those that it has now.
   *
   * @throws ProblemException 400 {@code invalid_field}, naming the place in the body
   */
  static List<Asked> stated(List<Asked> access, ProviderDefinition provider, Instant now) {
    if (EventJson.writeBytes(access).length > MOST_BYTES) {
      throw ProblemException.invalid(
          "access",
          "at most "
              + MOST_BYTES / 1_000
              + " kB; name fewer resources, or ask in several sessions.");
    }
    for (int i = 0; i < access.size(); i++) {
      Asked asked = access.get(i);
      String at = "access[" + i + "].";
      for (int p = 0; p < asked.permissions().size(); p++) {
        refuse(
            at + "permissions[" + p + "]",
            PermissionCheck.problems(asked.permissions().get(p), provider));
      }
      if (asked.limits() != null) {
        refuse(at + "limits", PermissionCheck.problems(asked.limits()));
        if (asked.limits().expiresAt() != null && !asked.limits().expiresAt().isAfter(now)) {
          throw ProblemException.invalid(at + "limits.expiresAt", "must be in the future.");
        }
      }
    }
    return access.stream()
        .map(
            asked ->
                new Asked(
                    asked.assistant(),
                    AccessClass.stated(asked.permissions(), provider),
                    asked.limits()))
        .toList();
  }

  private static void refuse(String field, List<String> problems) {
    if (!problems.isEmpty()) {
      throw ProblemException.invalid(field, String.join("; ", problems) + ".");
    }
  }
}
