package io.delega.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What images are made of, and what the command that makes them says when it cannot. */
class ImagesTest {
  private static final String DOCKERFILE = "deploy/images/Dockerfile";

  @TempDir Path folder;

  private static List<String> instructions() {
    return Sources.text(DOCKERFILE).lines().filter(line -> !line.startsWith("#")).toList();
  }

  @Test
  void theBaseIsWhoBuildsChoice() {
    assertThat(instructions()).contains("ARG BASE", "FROM ${BASE}");
    assertThat(instructions()).filteredOn(line -> line.startsWith("FROM")).hasSize(1);
  }

  @Test
  void nobodyInItIsRootOrOwnsWhatIsInIt() {
    assertThat(instructions()).contains("USER 10001:10001");
    assertThat(instructions())
        .filteredOn(line -> line.startsWith("COPY"))
        .isNotEmpty()
        .allMatch(line -> line.startsWith("COPY --chown=0:0 services/${SERVICE}/target/"));
  }

  @Test
  void runsAsTheSameUserAsInKubernetes() {
    assertThat(Sources.text("k8s/base/services/every-service.patch.yaml"))
        .contains("runAsUser: 10001", "runAsGroup: 10001");
  }

  /** Left out of the image, a part would be missed at the start only. */
  @Test
  void everyPartOfABuiltServiceIsCopied() throws IOException {
    Path app = Sources.file("services/audit/target/quarkus-app");
    Set<String> copied =
        Sources.matches("target/quarkus-app/(\\S+) ", Sources.text(DOCKERFILE))
            .map(found -> found.group(1))
            .collect(Collectors.toSet());
    assertThat(copied).containsExactlyInAnyOrder("lib", "quarkus-run.jar", "quarkus", "app");
    try (var parts = Files.list(app)) {
      assertThat(parts.map(part -> part.getFileName().toString()))
          .filteredOn(part -> !part.equals("quarkus-app-dependencies.txt"))
          .isSubsetOf(copied);
    }
  }

  @Test
  void theCommandSaysWhatIsMissing() throws Exception {
    assertThat(build()).contains("--base is missing");
    assertThat(build("--base")).contains("--base needs a value");
    assertThat(build("--bass", "x")).contains("there is no option --bass");
  }

  private String build(String... arguments) throws Exception {
    Path said = folder.resolve("said");
    List<String> command = new ArrayList<>();
    command.add(Sources.file("deploy/images/build").toString());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    return Files.readString(said);
  }
}
