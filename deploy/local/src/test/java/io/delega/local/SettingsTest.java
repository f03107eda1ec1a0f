package io.delega.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  @Test
  void readsValuesInBothSpellings() {
    CommandLine line =
        new CommandLine(
            List.of("--port", "9000", "--replicas=token-vault=3,access-policy=2", "--keycloak"),
            List.of("--port", "--replicas"),
            List.of("--keycloak"));
    assertThat(line.number("--port", 8080)).isEqualTo(9000);
    assertThat(line.counts("--replicas")).isEqualTo(Map.of("token-vault", 3, "access-policy", 2));
    assertThat(line.has("--keycloak")).isTrue();
  }

  @Test
  void saysWhichArgumentIsWrong() {
    assertThatThrownBy(() -> new CommandLine(List.of("--prot", "1"), List.of("--port"), List.of()))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("--prot");
    assertThatThrownBy(() -> new CommandLine(List.of("--port"), List.of("--port"), List.of()))
        .hasMessageContaining("--port needs a value");
    assertThatThrownBy(
            () ->
                new CommandLine(List.of("--port", "x"), List.of("--port"), List.of())
                    .number("--port", 1))
        .hasMessageContaining("must be a number");
  }

  @Test
  void refusesReplicasOfWhatDoesNotExist() {
    assertThatThrownBy(() -> settings(Map.of("tokenvault", 2), null))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("tokenvault");
    assertThatThrownBy(() -> settings(Map.of("token-vault", 0), null)).isInstanceOf(Failure.class);
  }

  @Test
  void linksBeginWithThePublicUrl() {
    assertThat(settings(Map.of(), "https://delega.example/").linkUrl())
        .isEqualTo("https://delega.example");
    assertThat(Settings.onPort(8080).linkUrl()).isEqualTo("http://localhost:8080");
    assertThatThrownBy(() -> settings(Map.of(), "delega.example")).isInstanceOf(Failure.class);
  }

  private static Settings settings(Map<String, Integer> replicas, String publicUrl) {
    return new Settings(8080, "localhost", publicUrl, replicas, false, List.of());
  }
}
