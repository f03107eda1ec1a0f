package io.delega.local.edge;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.impl.HttpUtils;
import java.util.List;
import java.util.regex.Pattern;

/** Which service answers which public path. Paths for the services among themselves go nowhere. */
final class Routes {
  /** Where a request goes, or why it goes nowhere. */
  sealed interface Route {}

  /** To a replica of this service. */
  record To(String service) implements Route {}

  /** Nowhere: the answer is a problem with this status and code. */
  record Refused(int status, String code, String title) implements Route {}

  private record Prefix(String path, String service) {}

  private static final String PROXY = "/v1/proxy";
  private static final Pattern INTEGRATION_SECRET =
      Pattern.compile("/v1/integrations/[^/]+/secret");
  private static final Refused NOT_FOUND = new Refused(404, "not_found", "There is nothing here");
  private static final Refused NOT_CANONICAL =
      new Refused(400, "path_not_canonical", "The path is not in its canonical form");

  private static final List<String> INTERNAL = List.of("/internal", "/q");
  private static final List<Prefix> PREFIXES =
      List.of(
          new Prefix("/v1/providers", "connect"),
          new Prefix("/v1/integrations", "connect"),
          new Prefix("/v1/clients", "connect"),
          new Prefix("/v1/connect-sessions", "connect"),
          new Prefix("/v1/connections", "connect"),
          new Prefix("/v1/client-sessions", "connect"),
          new Prefix("/connect", "connect"),
          new Prefix("/oauth/callback", "connect"),
          new Prefix("/v1/assistants", "access-policy"),
          new Prefix("/v1/issuers", "access-policy"),
          new Prefix("/v1/grants", "access-policy"),
          new Prefix("/v1/access-requests", "access-policy"),
          new Prefix("/v1/guardrails", "access-policy"),
          new Prefix("/v1/revocations", "access-policy"),
          new Prefix("/v1/decisions", "access-policy"),
          new Prefix("/v1/audit", "audit"),
          new Prefix("/v1/alerts", "monitoring"),
          new Prefix("/v1/usage", "monitoring"));

  private Routes() {}

  /**
   * Routes by the path as a service would read it, so that no spelling of a path reaches what its
   * plain spelling does not; the path itself is passed on byte for byte.
   *
   * @param rawPath the path as sent, without the query
   */
  static Route of(HttpMethod method, String rawPath) {
    String path;
    try {
      path = HttpUtils.normalizePath(rawPath);
    } catch (IllegalArgumentException malformed) {
      return NOT_CANONICAL;
    }
    if (rawPath.indexOf('\\') >= 0) {
      return NOT_CANONICAL;
    }
    if (under(rawPath, PROXY) || under(path, PROXY)) {
      return under(rawPath, PROXY) && under(path, PROXY) ? new To("token-vault") : NOT_CANONICAL;
    }
    if (INTERNAL.stream().anyMatch(prefix -> under(path, prefix))) {
      return NOT_FOUND;
    }
    if (bringsASecret(method, rawPath)) {
      return new To("token-vault");
    }
    for (Prefix prefix : PREFIXES) {
      if (under(path, prefix.path())) {
        return new To(prefix.service());
      }
    }
    return under(path, "/v1") ? NOT_FOUND : new To("console");
  }

  /** Whether its body holds what only token-vault may know: an app's secret or a typed key. */
  static boolean bringsASecret(HttpMethod method, String rawPath) {
    if (method.equals(HttpMethod.PUT)) {
      return INTEGRATION_SECRET.matcher(HttpUtils.normalizePath(rawPath)).matches();
    }
    return method.equals(HttpMethod.POST)
        && HttpUtils.normalizePath(rawPath).equals("/connect/credentials");
  }

  private static boolean under(String path, String prefix) {
    return path.startsWith(prefix)
        && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
  }
}
