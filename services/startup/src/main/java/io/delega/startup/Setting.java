package io.delega.startup;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the services share, with the form of its values. */
enum Setting {
  ISSUER("delega.issuer", "https?://\\S+", "https://login.example/realms/delega"),
  PUBLIC_URL("delega.public-url", "https?://\\S+", "https://delega.example"),
  KAFKA(
      "delega.kafka",
      "[^\\s,:]+:\\d+(,[^\\s,:]+:\\d+)*",
      "kafka-1.example:9093,kafka-2.example:9093"),
  DATABASE("delega.database", "[^\\s/]+/\\S+", "postgres.example:5432/delega"),
  DATABASE_USER("delega.database-user", "\\S+", "delega"),
  DATABASE_PASSWORD("delega.database-password", ".+", "<a random one of 16 characters or more>"),
  CONNECT_URL("delega.connect-url", "https?://\\S+", "http://connect:8080"),
  TOKEN_VAULT_URL("delega.token-vault-url", "https?://\\S+", "http://token-vault:8080"),
  ACCESS_POLICY_URL("delega.access-policy-url", "https?://\\S+", "http://access-policy:8080"),
  AUDIT_URL("delega.audit-url", "https?://\\S+", "http://audit:8080"),
  MONITORING_URL("delega.monitoring-url", "https?://\\S+", "http://monitoring:8080"),
  CLIENT_ID("delega.client-id", "\\S+", "service-connect"),
  CLIENT_SECRET("delega.client-secret", ".+", "<what the issuer made for this client>"),
  COOKIE_SECRET(
      "delega.console.cookie-secret", ".{32,}", "<a random one of 32 characters or more>");

  private final String property;
  private final Pattern form;
  private final String example;

  Setting(String property, String form, String example) {
    this.property = property;
    this.form = Pattern.compile(form);
    this.example = example;
  }

  static Setting of(String property) {
    return Arrays.stream(values())
        .filter(setting -> setting.property.equals(property))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(property));
  }

  String property() {
    return property;
  }

  /** How it is set, for somebody to copy. */
  String like() {
    return property + "=" + example;
  }

  /** What is wrong with this value, without the value: it may be a secret. */
  Optional<String> objection(Optional<String> value) {
    if (value.isEmpty() || value.get().isBlank()) {
      return Optional.of(property + " is missing; set it like " + like());
    }
    return form.matcher(value.get()).matches()
        ? Optional.empty()
        : Optional.of(property + " has not the form that it must have; set it like " + like());
  }
}
