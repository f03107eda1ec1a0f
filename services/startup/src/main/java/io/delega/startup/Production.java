package io.delega.startup;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What {@code delega.profile=production} does not let pass: settings that are right on a
 * developer's machine and dangerous elsewhere.
 */
final class Production {
  private static final String LOCAL_KEYSET = "delega.production.local-keyset";
  private static final String OPENED = "delega.production.opened-addresses";
  private static final int SHORTEST_SECRET = 16;

  /** The secrets, each with the name that it is not to resemble. */
  private static final Map<String, String> SECRETS =
      Map.of(
          "delega.database-password", "delega.database-user",
          "delega.client-secret", "delega.client-id",
          "delega.console.oidc-client-secret", "delega.console.oidc-client-id",
          "delega.console.cookie-secret", "delega.console.oidc-client-id");

  /** What the services make of it, each in its own name and with a default for development. */
  private static final List<String> PUBLIC_URLS =
      List.of(
          "delega.public-url",
          "delega.connect.public-url",
          "delega.vault.public-url",
          "delega.audit.public-url",
          "delega.console.public-url");

  private static final List<String> DEFAULTS =
      List.of("password", "secret", "changeme", "change-me", "postgres", "admin", "default");

  /** Each would put addresses as they are called, with their queries, into spans. */
  private static final List<String> INSTRUMENTATION =
      List.of("quarkus.otel.instrument.vertx-http", "quarkus.otel.instrument.vertx-sql-client");

  private final Function<String, Optional<String>> settings;
  private final boolean localKeyset;

  /**
   * @param settings the value of a property, empty where it is blank
   * @param localKeyset whether keys of this service are wrapped by a keyset file
   */
  Production(Function<String, Optional<String>> settings, boolean localKeyset) {
    this.settings = settings;
    this.localKeyset = localKeyset;
  }

  /** Tells each refusal. */
  void refuse(Consumer<String> refusal) {
    https(Setting.ISSUER, List.of(Setting.ISSUER.property()), refusal);
    https(Setting.PUBLIC_URL, PUBLIC_URLS, refusal);
    if (localKeyset && !agreed(LOCAL_KEYSET)) {
      refusal.accept(
          "delega.keys.kek is local: whoever has the keyset file opens every key. Set it like"
              + " delega.keys.kek=vault, or say "
              + LOCAL_KEYSET
              + "=true");
    }
    if (settings.apply("delega.vault.allowed-addresses").isPresent() && !agreed(OPENED)) {
      refusal.accept(
          "delega.allowed-addresses opens private addresses, over plain http too. Leave it empty,"
              + " or say "
              + OPENED
              + "=true");
    }
    SECRETS.forEach(
        (secret, name) ->
            settings
                .apply(secret)
                .filter(value -> guessable(value, settings.apply(name)))
                .ifPresent(
                    value ->
                        refusal.accept(
                            secret
                                + " can be guessed; set it like "
                                + secret
                                + "=<a random one of "
                                + SHORTEST_SECRET
                                + " characters or more>")));
    INSTRUMENTATION.stream()
        .filter(this::agreed)
        .forEach(
            instrument ->
                refusal.accept(
                    instrument
                        + " puts addresses and what is in them into traces; leave it out, or set it"
                        + " like "
                        + instrument
                        + "=false"));
  }

  private void https(Setting setting, List<String> effective, Consumer<String> refusal) {
    boolean open =
        effective.stream()
            .map(settings)
            .flatMap(Optional::stream)
            .anyMatch(url -> !url.toLowerCase(Locale.ROOT).startsWith("https://"));
    if (open) {
      refusal.accept(setting.property() + " is not https; set it like " + setting.like());
    }
  }

  private boolean agreed(String property) {
    return settings.apply(property).filter("true"::equalsIgnoreCase).isPresent();
  }

  private static boolean guessable(String secret, Optional<String> name) {
    String lower = secret.toLowerCase(Locale.ROOT);
    return secret.length() < SHORTEST_SECRET
        || name.map(value -> lower.contains(value.toLowerCase(Locale.ROOT))).orElse(false)
        || DEFAULTS.stream().anyMatch(lower::contains)
        || secret.chars().distinct().count() < 5;
  }
}
