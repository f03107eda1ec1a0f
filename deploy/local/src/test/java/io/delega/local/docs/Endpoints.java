package io.delega.local.docs;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The calls of the public API ({@code GET /v1/things}) with the roles that may make them, read from
 * the resources of the services; {@code no token} where anybody may.
 */
final class Endpoints {
  private static final Pattern PATH = Pattern.compile("@Path\\(\"([^\"]*)\"\\)");
  private static final Pattern ROLES = Pattern.compile("@RolesAllowed\\(([^)]*)\\)|@PermitAll");
  private static final Pattern ROLE = Pattern.compile("Roles\\.(\\w+)");
  private static final Pattern METHOD =
      Pattern.compile("@(GET|POST|PUT|PATCH|DELETE)\\b((?:\\s+@\\w+(?:\\([^)]*\\))?)*)\\s+public");

  private Endpoints() {}

  static Map<String, Set<String>> of(Tree tree) {
    Map<String, Set<String>> all = new TreeMap<>();
    for (String source : tree.texts("services/[^/]+/src/main/java/.*Resource\\.java")) {
      String head = source.substring(0, source.indexOf("class "));
      if (path(head).startsWith("/v1/")) {
        Claims.matches(METHOD, source)
            .forEach(
                found ->
                    all.put(
                        found.group(1) + " " + joined(path(head), path(found.group(2))),
                        roles(found.group(2), head)));
      }
    }
    return all;
  }

  private static String path(String annotations) {
    Matcher found = PATH.matcher(annotations);
    return found.find() ? found.group(1).replaceAll(":[^}]*}", "}") : "";
  }

  private static String joined(String base, String rest) {
    return rest.isEmpty() || rest.startsWith("/") ? base + rest : base + "/" + rest;
  }

  /** The method's own, else those of its class. */
  private static Set<String> roles(String ofMethod, String ofClass) {
    Matcher found = ROLES.matcher(ofMethod);
    if (!found.find()) {
      found = ROLES.matcher(ofClass);
      if (!found.find()) {
        return Set.of();
      }
    }
    return found.group(1) == null
        ? Set.of("no token")
        : Claims.matches(ROLE, found.group(1))
            .map(role -> role.group(1).toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(TreeSet::new));
  }
}
