package io.delega.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Settings of the console. */
@ConfigMapping(prefix = "delega.console")
public interface ConsoleConfig {
  /** The origin people reach the platform at; cookies are Secure exactly when it is https. */
  @WithDefault("${delega.public-url}")
  URI publicUrl();

  /** The console's OIDC client for people's sign-in. */
  @WithDefault("delega-console")
  String oidcClientId();

  /** That client's secret; absent for a public client (PKCE is always used). */
  Optional<String> oidcClientSecret();

  /** Encrypts the sign-in cookie: at least 32 characters, the same on every replica. */
  String cookieSecret();

  /** How long an unanswered service may hold up a page. */
  @WithDefault("3s")
  Duration serviceTimeout();

  /** How many of the last calls a page shows, 1 to 100. */
  @WithDefault("20")
  int lastCalls();

  /** Whether cookies must be Secure. */
  default boolean secureCookies() {
    return "https".equalsIgnoreCase(publicUrl().getScheme());
  }
}
