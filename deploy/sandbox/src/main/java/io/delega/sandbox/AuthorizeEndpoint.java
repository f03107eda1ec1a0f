package io.delega.sandbox;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The browser's way: login, consent, back to the app with a code and {@code iss} (RFC 9207). */
final class AuthorizeEndpoint {
  private final Tokens tokens;
  private final Authorizations authorizations;
  private final Sandbox.Settings settings;

  AuthorizeEndpoint(Tokens tokens, Authorizations authorizations, Sandbox.Settings settings) {
    this.tokens = tokens;
    this.authorizations = authorizations;
    this.settings = settings;
  }

  void authorize(RoutingContext context) {
    MultiMap query = context.queryParams();
    Optional<App> app = Optional.ofNullable(query.get("client_id")).flatMap(tokens::app);
    String redirectUri = query.get("redirect_uri");
    if (app.isEmpty()
        || redirectUri == null
        || !app.get().allows(redirectUri, settings.publicUrl())) {
      // Nowhere safe to send the browser back to.
      Pages.problem(context, "This app, or its return address, is not registered here.");
      return;
    }
    String scope = Optional.ofNullable(query.get("scope")).orElse("");
    Authorization authorization =
        new Authorization(
            app.get(),
            redirectUri,
            List.of(scope.isBlank() ? new String[0] : scope.trim().split("\\s+")),
            query.get("state"),
            query.get("code_challenge"),
            null,
            System.currentTimeMillis());
    String refusal = refusal(query, authorization);
    if (refusal != null) {
      back(context, authorization, Map.of("error", refusal));
      return;
    }
    Pages.login(context, authorizations.put(authorization), false);
  }

  private static String refusal(MultiMap query, Authorization authorization) {
    if (!"code".equals(query.get("response_type"))) {
      return "unsupported_response_type";
    }
    if (!"S256".equals(query.get("code_challenge_method"))
        || authorization.challenge() == null
        || authorization.challenge().length() != 43) {
      return "invalid_request";
    }
    return Scopes.ALL.containsAll(authorization.scopes()) ? null : "invalid_scope";
  }

  void login(RoutingContext context) {
    String name = context.request().getFormAttribute("request");
    Optional<Authorization> pending = authorizations.get(name);
    if (pending.isEmpty()) {
      Pages.problem(context, "This login has taken too long. Go back to the app and start again.");
      return;
    }
    boolean right =
        settings.user().equals(context.request().getFormAttribute("user"))
            && settings.password().equals(context.request().getFormAttribute("password"));
    if (!right) {
      Pages.login(context, name, true);
      return;
    }
    authorizations.take(name);
    Authorization known = pending.get().by(settings.user());
    Pages.consent(context, authorizations.put(known), known);
  }

  void consent(RoutingContext context) {
    Optional<Authorization> pending =
        authorizations
            .take(context.request().getFormAttribute("request"))
            .filter(authorization -> authorization.user() != null);
    if (pending.isEmpty()) {
      Pages.problem(context, "This page is no longer good. Go back to the app and start again.");
      return;
    }
    boolean allowed = "allow".equals(context.request().getFormAttribute("decision"));
    back(
        context,
        pending.get(),
        allowed
            ? Map.of("code", authorizations.code(pending.get().by(pending.get().user())))
            : Map.of("error", "access_denied"));
  }

  private void back(
      RoutingContext context, Authorization authorization, Map<String, String> parameters) {
    Map<String, String> all = new LinkedHashMap<>(parameters);
    all.put("iss", settings.url());
    context
        .response()
        .setStatusCode(303)
        .putHeader("Location", authorization.callback(all))
        .putHeader("Cache-Control", "no-store")
        .end();
  }
}
