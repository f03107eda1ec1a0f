package io.delega.connect.page;

import io.delega.connect.ConnectConfig;
import io.delega.connect.Secrecy;
import jakarta.ws.rs.core.NewCookie;
import java.util.Optional;

/** The secret that binds pages, forms and callbacks to one browser. */
final class Browser {
  static final String COOKIE = "delega_connect";

  /** Longer than any session's link may be valid. */
  private static final int LIFETIME = 31 * 24 * 3600;

  private Browser() {}

  /** The secret that came with a request; empty for none, or for something else. */
  static Optional<Secrecy> of(String cookie) {
    return Secrecy.shaped(cookie) ? Optional.of(new Secrecy(cookie)) : Optional.empty();
  }

  /** The value that a form of the session must send back, made of the secret. */
  static String csrf(Secrecy secret, String session) {
    return Secrecy.hash("csrf " + session + " " + secret.value());
  }

  /** Path is the root because the callback needs it too. */
  static NewCookie cookie(Secrecy secret, ConnectConfig config) {
    return new NewCookie.Builder(COOKIE)
        .value(secret.value())
        .path("/")
        .maxAge(LIFETIME)
        .httpOnly(true)
        .secure(config.secureCookies())
        .sameSite(NewCookie.SameSite.LAX)
        .build();
  }
}
