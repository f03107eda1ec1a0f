package io.delega.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvTest {
  @Test
  void hasTheShapeThatOutsideProgramsRelyOn() throws Exception {
    Env env =
        new Env(
            "http://localhost:8080",
            "http://localhost:9000/default",
            "http://localhost:9000/default/token",
            List.of(
                new Env.Agency(
                    "agency-a",
                    Map.of("admin", new Env.Client("agency-a-admin", "secret", "agency-a-admin")))),
            new Env.Sandbox("http://localhost:7800", "user", "password", "app", "app-secret"),
            new Env.Folders("/data", "/logs"),
            Map.of("edge", List.of(1L)),
            new Env.Client("platform-operator", "secret", "platform-operator"));
    ObjectMapper json = new ObjectMapper();
    JsonNode written = json.readTree(json.writeValueAsString(env));
    assertThat(written.at("/agencies/0/clients/admin/clientSecret").asText()).isEqualTo("secret");
    assertThat(written.at("/agencies/0/clients/admin/subject").asText())
        .isEqualTo("agency-a-admin");
    assertThat(written.at("/sandbox/password").asText()).isEqualTo("password");
    assertThat(written.at("/folders/logs").asText()).isEqualTo("/logs");
    assertThat(written.at("/processes/edge/0").asLong()).isEqualTo(1);
    assertThat(json.treeToValue(written, Env.class)).isEqualTo(env);
    assertThat(env.toString()).doesNotContain("secret");
  }

  @Test
  void settingsSurviveBeingWrittenDown() throws Exception {
    Settings settings =
        new Settings(
            9000,
            "localhost",
            "https://d.example",
            Map.of("token-vault", 2),
            false,
            List.of("a:1"));
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readValue(json.writeValueAsString(settings), Settings.class))
        .isEqualTo(settings);
  }
}
