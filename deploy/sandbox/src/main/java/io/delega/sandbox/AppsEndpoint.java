package io.delega.sandbox;

import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Registers OAuth apps: {@code POST /apps {redirectUris} → {clientId, clientSecret}}. */
final class AppsEndpoint {
  private final Tokens tokens;

  AppsEndpoint(Tokens tokens) {
    this.tokens = tokens;
  }

  /** What is asked for. */
  record Wanted(List<String> redirectUris) {}

  /** What is answered, once. */
  record Registered(String clientId, String clientSecret) {
    @Override
    public String toString() {
      return clientId;
    }
  }

  void register(RoutingContext context) {
    Wanted wanted = Answers.body(context, Wanted.class);
    if (wanted == null) {
      return;
    }
    if (wanted.redirectUris() == null
        || wanted.redirectUris().isEmpty()
        || wanted.redirectUris().stream().anyMatch(Objects::isNull)) {
      Answers.error(context, 400, "invalid_redirect_uri", "redirectUris is missing");
      return;
    }
    Registered app = register(wanted.redirectUris());
    Answers.json(
        context, 201, Map.of("clientId", app.clientId(), "clientSecret", app.clientSecret()));
  }

  Registered register(List<String> redirectUris) {
    String secret = Fingerprint.newSecret("secret");
    String clientId = "app-" + Fingerprint.brief(Fingerprint.newSecret("app"));
    tokens.register(clientId, secret, redirectUris);
    return new Registered(clientId, secret);
  }
}
