package io.delega.connect;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Settings of connect. */
@ConfigMapping(prefix = "delega.connect")
public interface ConnectConfig {
  /** The base of every URL handed out; cookies are Secure exactly when it is https. */
  URI publicUrl();

  /** How long a connect session's link is valid unless its maker says otherwise. */
  @WithDefault("24h")
  Duration sessionLifetime();

  /** The longest a connect session's maker may ask for. */
  @WithDefault("30d")
  Duration sessionLifetimeMax();

  /** How long the client may take at the provider. */
  @WithDefault("15m")
  Duration attemptLifetime();

  /** After how long an exchange without an answer is asked about at token-vault. */
  @WithDefault("5s")
  Duration recoverAfter();

  /** How long after a failed step of a revocation it is tried again. */
  @WithDefault("5s")
  Duration retryAfter();

  /** How long a link to the client's own page is valid. */
  @WithDefault("7d")
  Duration linkLifetime();

  /** How long a client's token is valid. */
  @WithDefault("30m")
  Duration clientTokenLifetime();

  /** The public URL with a path, which begins with a slash. */
  default String url(String path) {
    String base = publicUrl().toString();
    return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
  }

  /** Whether cookies must be Secure. */
  default boolean secureCookies() {
    return "https".equalsIgnoreCase(publicUrl().getScheme());
  }
}
