package io.delega.local.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code ./delega chaos --mutants} plants can still be planted. */
class MutantsTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  static Stream<Path> mutants() throws IOException {
    return Files.list(ROOT.resolve("deploy/chaos/mutants")).sorted();
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void appliesToTheSourcesAsTheyAre(Path mutant) throws Exception {
    Process check =
        new ProcessBuilder("git", "apply", "--check", mutant.toString())
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(check.getInputStream().readAllBytes(), UTF_8);
    assertThat(check.waitFor()).as(said).isZero();
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void saysWhatItIsWhereItIsAndWhatFindsIt(Path mutant) throws IOException {
    List<String> lines = Files.readAllLines(mutant);
    assertThat(lines.get(0)).endsWith(".");
    assertThat(lines.get(1)).startsWith("Modules: ");
    for (String module : lines.get(1).substring("Modules: ".length()).split(",")) {
      assertThat(ROOT.resolve(module).resolve("pom.xml")).exists();
    }
    assertThat(lines.get(2)).startsWith("While: ");
    assertThat(Disturbance.named(List.of(lines.get(2).substring("While: ".length())))).hasSize(1);
  }
}
