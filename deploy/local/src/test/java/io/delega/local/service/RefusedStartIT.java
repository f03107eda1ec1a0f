package io.delega.local.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.delega.local.process.Jvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service as it is shipped, started with settings that it must refuse. */
class RefusedStartIT {
  private static final int WRONG_SETTINGS = 78;
  private static final String SECRET = "only-the-canary-knows-this-one";

  @TempDir Path folder;

  private record Ended(int code, String said) {}

  @ParameterizedTest
  @ValueSource(
      strings = {"connect", "token-vault", "access-policy", "audit", "monitoring", "console"})
  void saysWhatIsMissingWithAnExample(String service) throws Exception {
    Ended ended = start(service, Map.of());
    assertThat(ended.said())
        .contains("- delega.issuer is missing; set it like delega.issuer=https://")
        .doesNotContain("Exception");
    assertThat(ended.code()).isEqualTo(WRONG_SETTINGS);
  }

  @Test
  void refusesInProductionWhatIsForDevelopment() throws Exception {
    Map<String, String> settings = new HashMap<>(development());
    settings.put("delega.profile", "production");
    Ended ended = start("token-vault", settings);
    assertThat(ended.said().lines().filter(line -> line.startsWith("- ")))
        .hasSize(5)
        .anyMatch(line -> line.contains("delega.issuer is not https"))
        .anyMatch(line -> line.contains("delega.public-url is not https"))
        .anyMatch(line -> line.contains("delega.keys.kek is local"))
        .anyMatch(line -> line.contains("delega.allowed-addresses opens"))
        .anyMatch(line -> line.contains("delega.database-password can be guessed"));
    assertThat(ended.said()).doesNotContain("10.1.2.3", "login.internal", "postgres-password");
    assertThat(ended.code()).isEqualTo(WRONG_SETTINGS);
  }

  @Test
  void saysWhatIsMalformedButNotWhatItIs() throws Exception {
    Map<String, String> settings = new HashMap<>(development());
    settings.put("delega.kafka", SECRET);
    Ended ended = start("token-vault", settings);
    assertThat(ended.said()).contains("- delega.kafka has not the form").doesNotContain(SECRET);
    assertThat(ended.code()).isEqualTo(WRONG_SETTINGS);
  }

  private Map<String, String> development() {
    return Map.of(
        "delega.issuer", "http://login.internal/realms/delega",
        "delega.kafka", "localhost:1",
        "delega.database", "localhost:1/vault",
        "delega.database-user", "vault",
        "delega.database-password", "postgres-password-1",
        "delega.connect-url", "http://localhost:1",
        "delega.allowed-addresses", "10.1.2.3:80",
        "delega.keys.keyset-file", folder.resolve("keys.json").toString());
  }

  private Ended start(String service, Map<String, String> settings) throws Exception {
    StringBuilder text = new StringBuilder("quarkus.http.port=0\n");
    settings.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    Path file = Files.writeString(folder.resolve("settings.properties"), text);
    File said = folder.resolve("said").toFile();
    Process process =
        new ProcessBuilder(command(service, file))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said)
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(said(said)).isTrue();
      return new Ended(process.exitValue(), said(said));
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<String> command(String service, Path settings) {
    Path jar =
        Path.of("../../services", service, "target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    return List.of(
        Jvm.java(),
        "-Xmx128m",
        "-XX:TieredStopAtLevel=1",
        "-Dsmallrye.config.locations=" + settings.toUri(),
        "-jar",
        jar.normalize().toString());
  }

  private static String said(File file) throws IOException {
    return Files.readString(file.toPath(), UTF_8);
  }
}
