package io.delega.sandbox;

import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** RFC 8414. */
final class Metadata {
  private final Map<String, Object> document = new LinkedHashMap<>();

  Metadata(String url) {
    List<String> authentication = List.of("client_secret_basic", "client_secret_post");
    document.put("issuer", url);
    document.put("authorization_endpoint", url + "/oauth/authorize");
    document.put("token_endpoint", url + "/oauth/token");
    document.put("revocation_endpoint", url + "/oauth/revoke");
    document.put("scopes_supported", Scopes.ALL);
    document.put("response_types_supported", List.of("code"));
    document.put("grant_types_supported", List.of("authorization_code", "refresh_token"));
    document.put("code_challenge_methods_supported", List.of("S256"));
    document.put("token_endpoint_auth_methods_supported", authentication);
    document.put("revocation_endpoint_auth_methods_supported", authentication);
    document.put("authorization_response_iss_parameter_supported", true);
  }

  void show(RoutingContext context) {
    Answers.json(context, 200, document);
  }
}
