package io.delega.sandbox;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The token endpoint and RFC 7009 revocation. */
final class TokenEndpoint {
  private final Tokens tokens;
  private final Authorizations authorizations;
  private final Misbehaviour misbehaviour;
  private final ClientAuthentication clients;
  private final Arrivals arrivals;

  TokenEndpoint(
      Tokens tokens, Authorizations authorizations, Misbehaviour misbehaviour, Arrivals arrivals) {
    this.tokens = tokens;
    this.authorizations = authorizations;
    this.misbehaviour = misbehaviour;
    this.clients = new ClientAuthentication(tokens);
    this.arrivals = arrivals;
  }

  void token(RoutingContext context) {
    HttpServerRequest request = context.request();
    arrivals.add(
        "token",
        "POST",
        request.path(),
        null,
        request.getFormAttribute("refresh_token"),
        request.getFormAttribute("grant_type"));
    long delay = misbehaviour.now().tokenDelayMs();
    if (delay > 0) {
      context.vertx().setTimer(delay, later -> answer(context));
    } else {
      answer(context);
    }
  }

  private void answer(RoutingContext context) {
    context.response().putHeader("Cache-Control", "no-store");
    if (misbehaviour.nextTokenErrs()) {
      Answers.error(context, 503, "temporarily_unavailable", "told to fail");
      return;
    }
    Optional<App> app = clients.app(context);
    if (app.isEmpty()) {
      refuseClient(context);
      return;
    }
    String grantType = String.valueOf(context.request().getFormAttribute("grant_type"));
    Optional<Tokens.Issued> issued;
    switch (grantType) {
      case "authorization_code" -> issued = exchange(context, app.get());
      case "refresh_token" -> issued = refresh(context, app.get());
      default -> {
        Answers.error(context, 400, "unsupported_grant_type", "code or refresh token");
        return;
      }
    }
    if (misbehaviour.nextTokenAnswerDrops()) {
      context.request().connection().close();
    } else if (issued.isEmpty()) {
      Answers.error(context, 400, "invalid_grant", "expired, used, revoked or not this app's");
    } else {
      Answers.json(context, 200, body(issued.get()));
    }
  }

  private Optional<Tokens.Issued> exchange(RoutingContext context, App app) {
    HttpServerRequest request = context.request();
    String code = String.valueOf(request.getFormAttribute("code"));
    authorizations
        .spentBefore(code)
        .filter(family -> family.clientId.equals(app.clientId()))
        .ifPresent(tokens::revoke);
    Optional<Tokens.Issued> issued =
        authorizations
            .redeem(code)
            .filter(authorization -> authorization.app().clientId().equals(app.clientId()))
            .filter(
                authorization ->
                    authorization.redirectUri().equals(request.getFormAttribute("redirect_uri")))
            .filter(
                authorization ->
                    matches(authorization.challenge(), request.getFormAttribute("code_verifier")))
            .map(
                authorization ->
                    tokens.begin(app.clientId(), authorization.user(), authorization.scopes()));
    issued.ifPresent(pair -> authorizations.spentFor(code, pair.family()));
    return issued;
  }

  private Optional<Tokens.Issued> refresh(RoutingContext context, App app) {
    return Optional.ofNullable(context.request().getFormAttribute("refresh_token"))
        .flatMap(token -> tokens.refresh(app.clientId(), token));
  }

  private static boolean matches(String challenge, String verifier) {
    if (verifier == null) {
      return false;
    }
    String made =
        Base64.getUrlEncoder().withoutPadding().encodeToString(Fingerprint.digest(verifier));
    return MessageDigest.isEqual(
        challenge.getBytes(StandardCharsets.US_ASCII), made.getBytes(StandardCharsets.US_ASCII));
  }

  private static Map<String, Object> body(Tokens.Issued issued) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("access_token", issued.access());
    body.put("token_type", "Bearer");
    body.put("expires_in", issued.expiresIn());
    if (issued.refresh() != null) {
      body.put("refresh_token", issued.refresh());
    }
    body.put("scope", String.join(" ", issued.family().scopes));
    return body;
  }

  void revoke(RoutingContext context) {
    HttpServerRequest request = context.request();
    String token = request.getFormAttribute("token");
    arrivals.add("revoke", "POST", request.path(), null, token, null);
    Optional<App> app = clients.app(context);
    if (app.isEmpty()) {
      refuseClient(context);
    } else if (token == null) {
      Answers.error(context, 400, "invalid_request", "token is missing");
    } else {
      tokens.revoke(app.get().clientId(), token);
      context.response().setStatusCode(200).end();
    }
  }

  private static void refuseClient(RoutingContext context) {
    context.response().putHeader("WWW-Authenticate", "Basic realm=\"sandbox\"");
    Answers.error(context, 401, "invalid_client", "unknown app or wrong secret");
  }
}
