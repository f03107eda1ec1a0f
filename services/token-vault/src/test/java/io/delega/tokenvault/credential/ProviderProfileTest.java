package io.delega.tokenvault.credential;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.catalogue.Catalogue;
import io.delega.catalogue.ProviderDefinition;
import io.delega.contracts.EventJson;
import io.delega.keys.Secret;
import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProviderProfileTest {
  private static final Map<ProviderDefinition.Setting.Kind, String> VALUES =
      Map.of(
          ProviderDefinition.Setting.Kind.URL, "https://own.example:8443",
          ProviderDefinition.Setting.Kind.NAME, "realm-1");

  @Test
  void readsEveryDefinitionOfTheCatalogue() {
    for (ProviderDefinition each : Catalogue.builtIn().all()) {
      ProviderDefinition resolved =
          each.settings().isEmpty()
              ? each
              : each.resolve(
                  each.settings().stream()
                      .collect(Collectors.toMap(s -> s.name(), s -> VALUES.get(s.kind()))));
      ProviderProfile profile = ProviderProfile.of(Catalogue.toJson(resolved));
      assertThat(profile.hosts()).as(each.id()).containsAll(resolved.credentialHosts());
      assertThat(profile.scopeSeparator()).isEqualTo(resolved.auth().scopeSeparator());
      assertThat(profile.baseUrl()).hasToString(resolved.api().baseUrl());
      assertThat(profile.tokenUrl().isPresent()).isEqualTo(resolved.auth().tokenUrl() != null);
      assertThat(profile.authorizationParameters())
          .isEqualTo(resolved.auth().authorizationParameters());
    }
  }

  private static Injection inject(String auth, String secret) throws Exception {
    JsonNode definition =
        EventJson.mapper()
            .readTree("{\"auth\":" + auth + ",\"api\":{\"baseUrl\":\"https://api.example/v1\"}}");
    CredentialRow row = new CredentialRow();
    row.generation = 1;
    return ProviderProfile.of(definition)
        .inject(row, new CredentialSeal.Opened(Secret.of(secret), java.util.Optional.empty()));
  }

  @Test
  void putsAKeyWhereTheDefinitionSays() throws Exception {
    String key = "{\"key\":\"canary-k\"}";
    assertThat(
            inject("{\"mode\":\"api-key\",\"apiKey\":{\"query\":\"token\"}}", key)
                .query()
                .get("token")
                .reveal())
        .isEqualTo("canary-k");
    assertThat(
            inject(
                    "{\"mode\":\"api-key\",\"apiKey\":{\"header\":\"X-Key\",\"prefix\":\"Key \"}}",
                    key)
                .headers()
                .get("X-Key")
                .reveal())
        .isEqualTo("Key canary-k");
    assertThat(
            inject("{\"mode\":\"basic\"}", "{\"username\":\"u\",\"password\":\"p\"}")
                .headers()
                .get("Authorization")
                .reveal())
        .isEqualTo("Basic dTpw");
  }

  @Test
  void admitsOnlyDeclaredHosts() throws Exception {
    Injection injection = inject("{\"mode\":\"oauth2\"}", "canary");
    assertThat(injection.admits(URI.create("https://API.example/v1/x"))).isTrue();
    assertThat(injection.admits(URI.create("https://api.example:443/v1/x"))).isTrue();
    assertThat(injection.admits(URI.create("https://api.example:8443/v1/x"))).isFalse();
    assertThat(injection.admits(URI.create("https://api.example.evil/v1/x"))).isFalse();
    assertThat(injection.admits(URI.create("mailto:x"))).isFalse();
    assertThat(injection.toString()).doesNotContain("canary");
  }
}
