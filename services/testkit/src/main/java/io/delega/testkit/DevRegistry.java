package io.delega.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who the development issuer knows: two agencies with their OIDC clients and people, and the
 * platform's services. The same in tests and on the local platform.
 */
final class DevRegistry {
  static final String CONSOLE = "delega-console";

  /** The platform's own operator. */
  static final String PLATFORM = "platform-operator";

  private static final Map<String, String> AGENCIES =
      Map.of("agency-a", "Agency A (demo)", "agency-b", "Agency B (demo)");
  private static final Map<String, String> CLIENTS =
      Map.of(
          "admin", "admin",
          "operator", "operator",
          "auditor", "auditor",
          "backend", "backend",
          "assistant1", "assistant",
          "assistant2", "assistant");
  private static final List<String> PEOPLE = List.of("admin", "operator", "auditor");
  private static final List<String> SERVICES =
      List.of("connect", "token-vault", "access-policy", "audit", "monitoring", "console");

  private DevRegistry() {}

  /** Who a token speaks of: {@code agency} is null for a service. */
  record Identity(String subject, String agency, String role) {
    Map<String, Object> claims() {
      Map<String, Object> claims = new LinkedHashMap<>();
      claims.put("roles", List.of(role));
      if (agency != null) {
        claims.put("agency", agency);
        claims.put("agency_name", AGENCIES.get(agency));
      }
      return claims;
    }
  }

  /** The OIDC clients that get tokens of their own, by client id. */
  static Map<String, Identity> clients() {
    Map<String, Identity> clients = new LinkedHashMap<>();
    AGENCIES.keySet().stream()
        .sorted()
        .forEach(
            agency ->
                CLIENTS.forEach(
                    (name, role) -> {
                      String id = agency + "-" + name;
                      clients.put(id, new Identity(id, agency, role));
                    }));
    for (String service : SERVICES) {
      String id = "service-" + service;
      clients.put(id, new Identity(id, null, "service"));
    }
    clients.put(PLATFORM, new Identity(PLATFORM, null, "platform"));
    return clients;
  }

  /** The people of the login page, in its order. */
  static List<Identity> people() {
    List<Identity> people = new ArrayList<>();
    AGENCIES.keySet().stream()
        .sorted()
        .forEach(
            agency ->
                PEOPLE.forEach(
                    role ->
                        people.add(new Identity(role + "@" + agency + ".example", agency, role))));
    return people;
  }

  static String agencyName(String agency) {
    return AGENCIES.get(agency);
  }
}
