package io.delega.local.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model of a revocation holds, and fails with each mistake that it can be given. */
class RevocationModelTest {
  private static final long PATIENCE_MINUTES = 15;

  @Test
  void holdsAndFailsWithEachMistake(@TempDir Path folder) throws Exception {
    // The continuous integration installs them; nobody else has to.
    boolean required = System.getenv("CI") != null;
    for (String tool : List.of("spin", "gcc")) {
      assumeTrue(required || installed(tool), tool + " is not installed");
    }
    Path check = Tree.here().root().resolve("docs/revocation-model/check");
    Path output = folder.resolve("output");
    Process run =
        new ProcessBuilder("bash", check.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = run.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
      String said = Files.readString(output);
      assertThat(ended).as(said).isTrue();
      assertThat(run.exitValue()).as(said).isZero();
      assertThat(said.lines().filter(line -> line.contains(" fails "))).hasSizeGreaterThan(15);
    } finally {
      run.destroy();
    }
  }

  private static boolean installed(String tool) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }
}
