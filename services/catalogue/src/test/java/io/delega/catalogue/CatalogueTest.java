package io.delega.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.delega.catalogue.InvalidDefinitionException.Problem;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String EXAMPLE =
      """
      id: example-suite
      name: Example Suite
      auth:
        mode: oauth2
        authorizationUrl: http://127.0.0.1:7801/authorize
        tokenUrl: http://127.0.0.1:7801/token
        pkce: required
        clientAuthentication: basic
        scopes: {default: [mail.read, offline_access], optional: [mail.send]}
      api:
        baseUrl: http://127.0.0.1:7801/v1
        hosts: ["127.0.0.1:7801"]
      operations:
        - name: mail.messages.list
          method: GET
          path: /mail/{mailbox}/messages
          access: read
          resources: {mailbox: path.mailbox}
        - {name: ping, method: GET, path: /ping, access: read}
      """;

  private static ObjectNode example() {
    try {
      return (ObjectNode) YAML.readTree(EXAMPLE);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyDefinitionOfThePlatformIsValidAndSpeaksBothLanguages() {
    assertThat(Catalogue.builtIn().all()).hasSize(8);
    for (ProviderDefinition definition : Catalogue.builtIn().all()) {
      assertThat(Catalogue.builtIn().find(definition.id())).contains(definition);
      assertThat(definition.operations())
          .as(definition.id())
          .hasSizeBetween(6, 16)
          .allSatisfy(operation -> assertThat(operation.title()).containsKeys("en", "it"));
    }
  }

  @Test
  void readsBackWhatItWrites() {
    ProviderDefinition definition = Catalogue.parse(example());
    assertThat(Catalogue.parse(Catalogue.toJson(definition))).isEqualTo(definition);
  }

  private static ObjectNode withAuth(String auth) {
    try {
      ObjectNode json = example();
      json.set("auth", YAML.readTree(auth));
      return json;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void tellsWhatAClientTypes() {
    ProviderDefinition headers =
        Catalogue.parse(
            withAuth(
                """
                mode: headers
                headers:
                  - {name: X-App, value: delega}
                  - {name: X-Token, field: token, prefix: "Token ", title: {en: Token}}
                """));
    assertThat(Catalogue.parse(Catalogue.toJson(headers))).isEqualTo(headers);
    assertThat(headers.typedFields(false)).extracting(TypedField::name).containsExactly("token");
    ProviderDefinition machine =
        Catalogue.parse(
            withAuth("{mode: oauth2-client-credentials, tokenUrl: 'https://a.example/token'}"));
    assertThat(machine.typedFields(true)).isEmpty();
    assertThat(machine.typedFields(false))
        .containsExactly(TypedField.CLIENT_ID, TypedField.CLIENT_SECRET);
    assertThat(Catalogue.parse(example()).typedFields(true)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{mode: headers}",
        "{mode: headers, headers: [{name: X-App, value: fixed}]}",
        "{mode: headers, headers: [{name: Host, field: token}]}",
        "{mode: headers, headers: [{name: Transfer-Encoding, field: token}]}",
        "{mode: headers, headers: [{name: 'X A', field: token}]}",
        "{mode: headers, headers: [{name: X-A, field: token}, {name: x-a, field: other}]}",
        "{mode: headers, headers: [{name: X-A, field: token}, {name: X-B, field: token}]}",
        "{mode: headers, headers: [{name: X-A, value: \"a\\r\\nX-B: c\"}, {name: X-C, field: c}]}",
        "{mode: headers, headers: [{name: X-A, field: ticket}]}",
        "{mode: api-key, apiKey: {header: Connection}}",
        "{mode: api-key, apiKey: {header: X-Key, prefix: \"a\\n\"}}",
        "{mode: oauth2-client-credentials}"
      })
  void refusesWhatCannotCarryACredential(String auth) {
    assertThatThrownBy(() -> Catalogue.parse(withAuth(auth)))
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageContaining("/auth");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{method: method, path: url}",
        "{items: /requests, method: method, path: url, other: x}",
        "{items: /requests, method: 'a b', path: url}",
        "{items: /requests/*/more, method: method, path: url}",
        "{items: /requests/0, method: method, path: url}"
      })
  void refusesABatchThatCannotBeRead(String batch) throws IOException {
    ObjectNode json = example();
    ((ObjectNode) json.at("/operations/1"))
        .put("method", "POST")
        .set("batch", YAML.readTree(batch));
    assertThatThrownBy(() -> Catalogue.parse(json))
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageContaining("/operations/1/batch");
  }

  @Test
  void aBatchHasNoResourcesOfItsOwn() throws IOException {
    JsonNode batch = YAML.readTree("{items: requests, method: method, path: url}");
    ObjectNode json = example();
    ((ObjectNode) json.at("/operations/1")).put("method", "POST").set("batch", batch);
    assertThat(Catalogue.parse(json).operation("ping").orElseThrow().batch().list().steps())
        .containsExactly("requests");
    ((ObjectNode) json.at("/operations/0")).put("method", "POST").set("batch", batch);
    assertThatThrownBy(() -> Catalogue.parse(json)).hasMessageContaining("/operations/0/batch");
  }

  @Test
  void optionalPartsMayBeAbsent() {
    ProviderDefinition definition = Catalogue.parse(example());
    assertThat(definition.docs()).isNull();
    assertThat(definition.api().probe()).isNull();
    assertThat(definition.operation("ping").orElseThrow().resources()).isEmpty();
    assertThat(definition.credentialHosts()).containsExactly("127.0.0.1:7801");
  }

  @Test
  void theCredentialGoesToTheBaseUrlsHostWhereNoneIsNamed() {
    ObjectNode json = example();
    ((ObjectNode) json.get("api")).remove("hosts");
    assertThat(Catalogue.parse(json).credentialHosts()).containsExactly("127.0.0.1:7801");
  }

  @ParameterizedTest
  @CsvSource({
    "/id, Upper",
    "/auth/mode, magic",
    "/auth/tokenUrl, ftp://x",
    "/api/baseUrl, /relative",
    "/operations/0/method, FETCH",
    "/operations/0/path, no-slash",
    "/operations/0/access, admin",
    "/operations/0/resources/mailbox, path.other",
    "/operations/0/resources/mailbox, body.inputs.0.id",
    "/operations/0/resources/mailbox, body./a//b",
    "/operations/0/resources/mailbox, header.Host",
    "/operations/0/path, /mail/../{mailbox}",
    "/operations/0/path, /mail//{mailbox}",
    "/operations/0/path, /mail/x{mailbox}/messages",
    "/operations/1/name, mail.messages.list",
    "/api/hosts/0, host/with/path"
  })
  void saysWhereADefinitionIsWrong(String pointer, String value) {
    JsonNode json = example();
    int cut = pointer.lastIndexOf('/');
    JsonNode parent = json.at(pointer.substring(0, cut));
    String last = pointer.substring(cut + 1);
    if (parent instanceof ObjectNode object) {
      object.put(last, value);
    } else {
      ((com.fasterxml.jackson.databind.node.ArrayNode) parent).set(Integer.parseInt(last), value);
    }
    assertThatThrownBy(() -> Catalogue.parse(json))
        .isInstanceOfSatisfying(
            InvalidDefinitionException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::pointer)
                    .anySatisfy(found -> assertThat(pointer).startsWith(found)));
  }

  @Test
  void refusesAFieldItDoesNotKnow() {
    ObjectNode json = example();
    ((ObjectNode) json.get("auth")).put("clientSecret", "x");
    assertThatThrownBy(() -> Catalogue.parse(json))
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageContaining("clientSecret");
  }

  @Test
  void fillsSettingsIn() {
    ProviderDefinition keycloak =
        Catalogue.builtIn()
            .find("keycloak")
            .orElseThrow()
            .resolve(Map.of("baseUrl", "http://127.0.0.1:8180", "realm", "demo"));
    assertThat(keycloak.auth().tokenUrl())
        .isEqualTo("http://127.0.0.1:8180/realms/demo/protocol/openid-connect/token");
    assertThat(keycloak.credentialHosts()).containsExactly("127.0.0.1:8180");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://user@host",
        "http://host/?x=",
        "http://host/#f",
        "http://host/",
        "file:///etc/passwd",
        "http://host/a/../b",
        "//host",
        "http://"
      })
  void refusesASettingThatIsNoPlainUrl(String url) {
    ProviderDefinition sandbox = Catalogue.builtIn().find("sandbox").orElseThrow();
    assertThatThrownBy(() -> sandbox.resolve(Map.of("baseUrl", url)))
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageContaining("/settings/baseUrl");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "..", "a?b", "a#b", "a b", "-a", "%2e%2e"})
  void refusesANameThatCouldEscapeItsPlace(String realm) {
    ProviderDefinition keycloak = Catalogue.builtIn().find("keycloak").orElseThrow();
    assertThatThrownBy(
            () -> keycloak.resolve(Map.of("baseUrl", "https://id.example", "realm", realm)))
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageContaining("/settings/realm");
  }

  @Test
  void refusesASettingThatIsNotAskedFor() {
    ProviderDefinition google = Catalogue.builtIn().find("google").orElseThrow();
    assertThatThrownBy(() -> google.resolve(Map.of("baseUrl", "https://evil.example")))
        .isInstanceOf(InvalidDefinitionException.class);
  }
}
