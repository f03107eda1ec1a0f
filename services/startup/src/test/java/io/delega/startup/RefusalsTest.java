package io.delega.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalsTest {
  private static final List<String> NEEDS =
      List.of("delega.issuer", "delega.kafka", "delega.database", "delega.database-password");

  private final Map<String, String> settings =
      new HashMap<>(
          Map.of(
              "delega.profile", "production",
              "delega.issuer", "https://login.example/realms/delega",
              "delega.public-url", "https://delega.example",
              "delega.kafka", "kafka-1:9093,kafka-2:9093",
              "delega.database", "postgres:5432/vault",
              "delega.database-user", "vault",
              "delega.database-password", "q8Zr2LmW5xTn7Kd1",
              "delega.keys.kek", "vault"));

  private List<String> refusals() {
    return Refusals.of(NEEDS, true, property -> Optional.ofNullable(settings.get(property)));
  }

  @Test
  void whatIsMeantForProductionStarts() {
    assertThat(refusals()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "delega.issuer, http://login.example, https://login.example",
    "delega.public-url, http://localhost:8080, https://delega.example",
    "delega.vault.public-url, http://localhost:8080, https://delega.example",
    "delega.keys.kek, LOCAL, delega.production.local-keyset=true",
    "delega.vault.allowed-addresses, 10.0.0.1:80, delega.production.opened-addresses=true",
    "delega.database-password, short, 16 characters",
    "delega.database-password, my-database-password-1, 16 characters",
    "delega.database-password, the-vault-of-everybody, 16 characters",
    "delega.database-password, aaaaaaaaaaaaaaaaaaaaaa, 16 characters",
    "delega.client-secret, changeme-changeme, 16 characters",
    "quarkus.otel.instrument.vertx-http, true, =false",
  })
  void whatIsForDevelopmentIsRefusedInProductionOnly(String property, String value, String says) {
    settings.put("delega.keys.keyset-file", "/keys.json");
    settings.put(property, value);
    assertThat(refusals())
        .singleElement()
        .satisfies(
            line ->
                assertThat(line)
                    .contains(says)
                    .doesNotContain(value.equals("true") ? "\0" : value));
    settings.put("delega.profile", "development");
    assertThat(refusals()).isEmpty();
    settings.remove("delega.profile");
    assertThat(refusals()).isEmpty();
  }

  @Test
  void anOperatorCanAgreeToALocalKeysetAndToOpenedAddresses() {
    settings.putAll(
        Map.of(
            "delega.keys.kek", "local",
            "delega.keys.keyset-file", "/keys.json",
            "delega.production.local-keyset", "true",
            "delega.vault.allowed-addresses", "10.0.0.1:80",
            "delega.production.opened-addresses", "true"));
    assertThat(refusals()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"delega.issuer", "delega.kafka", "delega.database", "delega.database-password"})
  void whatIsMissingIsNamedWithAnExample(String property) {
    settings.remove(property);
    assertThat(refusals())
        .singleElement()
        .satisfies(
            line -> assertThat(line).startsWith(property + " is missing").contains(property + "="));
    settings.put(property, "  ");
    assertThat(refusals()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"delega.issuer, login", "delega.kafka, kafka", "delega.database, postgres"})
  void whatIsWrongIsNamedWithAnExampleButNotRepeated(String property, String value) {
    settings.put("delega.profile", "development");
    settings.put(property, value);
    assertThat(refusals())
        .singleElement()
        .satisfies(
            line ->
                assertThat(line)
                    .startsWith(property + " has not the form")
                    .contains("like " + property));
  }

  @Test
  void everythingIsSaidAtOnce() {
    settings.clear();
    assertThat(refusals()).hasSize(NEEDS.size() + 1);
  }

  @Test
  void aProfileThatDoesNotExistIsRefused() {
    settings.put("delega.profile", "prod");
    assertThat(refusals()).singleElement().asString().contains("delega.profile=production");
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void theExampleHasTheFormThatIsAskedFor(Setting setting) {
    String example = setting.like().substring(setting.property().length() + 1);
    assertThat(setting.objection(Optional.of(example))).isEmpty();
    assertThat(Setting.of(setting.property())).isSameAs(setting);
  }
}
