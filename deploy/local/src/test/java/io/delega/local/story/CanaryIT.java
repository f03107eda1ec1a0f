package io.delega.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.local.Env;
import io.delega.testkit.HeapDump;
import io.delega.testkit.SecretSearch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No key leaves: after a whole story, nothing that the platform wrote or said holds a secret. */
class CanaryIT {
  private static Env env;
  private static final List<String> OTHERS =
      List.of("connect", "access-policy", "audit", "monitoring", "console", "edge");
  private static Leaks leaks;

  @BeforeAll
  static void runTheStory() {
    env = TestPlatform.single();
    Http http = new Http(Overheard::add);
    Story story =
        new Story(
            env, http, new SandboxProvider(env.sandbox(), http), "agency-a", Narrator.silent());
    story.run();
    String key = ((SandboxProvider) story.provider()).accessToken();
    new TypedKey(env, http).connectAndCall(story.assistant(), key);
    List<String> secrets = new ArrayList<>();
    env.agencies()
        .forEach(agency -> agency.clients().values().forEach(c -> secrets.add(c.clientSecret())));
    secrets.add(env.sandbox().clientSecret());
    secrets.add(story.sessionUrl().substring(story.sessionUrl().lastIndexOf('/') + 1));
    secrets.add(story.usedLink().substring(story.usedLink().lastIndexOf('/') + 1));
    leaks = new Leaks(secrets);
  }

  @Test
  void logsHoldNone() throws IOException {
    assertThat(inFiles(TestPlatform.folders().logs())).isEmpty();
  }

  @Test
  void topicsHoldNone() {
    List<String> found = new ArrayList<>();
    Topics.records()
        .forEach(
            record -> {
              StringBuilder text = new StringBuilder().append(record.key()).append('\n');
              record
                  .headers()
                  .forEach(
                      header ->
                          text.append(new String(header.value(), StandardCharsets.ISO_8859_1)));
              if (record.value() != null) {
                text.append(new String(record.value(), StandardCharsets.ISO_8859_1));
              }
              leaks
                  .in(text.toString())
                  .ifPresent(
                      leak -> found.add(record.topic() + "@" + record.offset() + ": " + leak));
            });
    assertThat(found).isEmpty();
  }

  @Test
  void tablesHoldNone() throws IOException, SQLException {
    List<String> found = new ArrayList<>();
    List<Tables.Row> rows = Tables.rows();
    rows.forEach(
        row -> leaks.in(row.text()).ifPresent(leak -> found.add(row.table() + ": " + leak)));
    assertThat(rows).hasSizeGreaterThan(50);
    assertThat(found).isEmpty();
  }

  @Test
  void answersOfThePlatformHoldNone() {
    List<Answer> ours =
        Overheard.answers().stream()
            .filter(answer -> answer.from().toString().startsWith(env.baseUrl()))
            .toList();
    assertThat(ours).hasSizeGreaterThan(10);
    List<String> found = new ArrayList<>();
    Leaks credentials = new Leaks(List.of(env.sandbox().clientSecret()));
    for (Answer answer : ours) {
      credentials
          .in(answer.headers().map() + "\n" + answer.body())
          .ifPresent(leak -> found.add(answer.from().getPath() + ": " + leak));
    }
    assertThat(found).isEmpty();
  }

  /**
   * Of every process but token-vault; also what is garbage there, since it was there. One-time
   * codes pass the edge and connect by design, and are spent by then.
   */
  @Test
  void heapsOfTheOtherServicesHoldNone() throws IOException {
    List<String> found = new ArrayList<>();
    for (String service : OTHERS) {
      SecretSearch search =
          new SecretSearch()
              .text("an access token", "sandbox-access-")
              .text("a refresh token", "sandbox-refresh-")
              .text("the app's secret", env.sandbox().clientSecret())
              .text("what is there", service.equals("edge") ? env.baseUrl() : env.issuer());
      for (Env.Agency agency : env.agencies()) {
        agency.clients().values().forEach(c -> search.text("an OIDC client's", c.clientSecret()));
      }
      if (!List.of("edge", "connect").contains(service)) {
        search.text("a one-time code", "sandbox-code-");
      }
      for (long pid : env.processes().get(service)) {
        try (HeapDump dump = HeapDump.everything(pid)) {
          List<String> names = new ArrayList<>(dump.find(search));
          assertThat(names.removeIf(name -> name.startsWith("what is there")))
              .as("%s can be searched", service)
              .isTrue();
          names.forEach(name -> found.add(service + ": " + name));
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void wouldFindALeak(@TempDir Path folder) throws IOException {
    String token = "sandbox-access-0123456789abcdef";
    byte[] header = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    Files.writeString(folder.resolve("plain.log"), "calling with Bearer " + token);
    Files.writeString(folder.resolve("base64.log"), Base64.getEncoder().encodeToString(header));
    Files.writeString(folder.resolve("hex.log"), HexFormat.of().formatHex(header));
    Files.writeString(
        folder.resolve("secret.log"), "client_secret=" + env.sandbox().clientSecret());
    Files.writeString(folder.resolve("harmless.log"), "nothing to see");
    assertThat(inFiles(folder)).hasSize(4);
  }

  private static List<String> inFiles(Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        leaks.in(text).ifPresent(leak -> found.add(file.getFileName() + ": " + leak));
      }
    }
    return found;
  }
}
