package io.delega.sandbox;

import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Which app calls: {@code client_secret_basic} or {@code client_secret_post}. */
final class ClientAuthentication {
  private final Tokens tokens;

  ClientAuthentication(Tokens tokens) {
    this.tokens = tokens;
  }

  Optional<App> app(RoutingContext context) {
    String header = context.request().getHeader("Authorization");
    if (header == null) {
      return check(
          context.request().getFormAttribute("client_id"),
          context.request().getFormAttribute("client_secret"));
    }
    if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return Optional.empty();
    }
    try {
      String pair =
          new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : check(decoded(pair.substring(0, colon)), decoded(pair.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<App> check(String clientId, String secret) {
    return clientId == null || secret == null
        ? Optional.empty()
        : tokens.app(clientId).filter(app -> Fingerprint.same(app.secretHash(), secret));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
