package io.delega.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verifier as one file, on a Java that has nothing else. */
class VerifyJarIT {
  private static final Path JAR = Path.of("target", "delega-verify.jar");
  private static final long LARGEST = 6_000_000;

  @TempDir Path folder;

  private String run(int code, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", JAR.toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(said, StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(text).isEqualTo(code);
    return text;
  }

  private static String resource(String name) throws Exception {
    return Path.of(VerifyJarIT.class.getResource("/stamp/" + name).toURI()).toString();
  }

  @Test
  void checksAnExportWithoutAnythingBesideIt() throws Exception {
    SmallLedger ledger = new SmallLedger(50);
    NoteKey.Signer key = NoteKey.Signer.generate(SmallLedger.ORIGIN);
    List<String> lines = ledger.export(50, ledger.checkpoint(50, key, null));
    Path export = Files.write(folder.resolve("export.ndjson"), lines);
    String[] arguments = {
      "--export", export.toString(), "--key", key.verifier().toString(), "--json"
    };
    assertThat(run(0, arguments)).contains("\"proven\":true");
    Files.writeString(export, Files.readString(export).replace("evt_6", "evt_7"));
    assertThat(run(1, arguments)).contains("NOT PROVEN");
  }

  @Test
  void checksATimestamp() throws Exception {
    assertThat(
            run(
                0,
                "--key",
                resource("key.pub"),
                "--checkpoint",
                resource("checkpoint"),
                "--timestamp",
                resource("reply"),
                "--tsa",
                resource("authority.pem")))
        .contains("Proven: the checkpoint of 300 entries existed at ");
  }

  @Test
  void isSmallAndHasNoServer() throws Exception {
    assertThat(Files.size(JAR)).isLessThan(LARGEST);
    try (var jar = new java.util.jar.JarFile(JAR.toFile())) {
      assertThat(jar.stream().map(java.util.zip.ZipEntry::getName))
          .noneMatch(
              name ->
                  name.startsWith("io/quarkus")
                      || name.startsWith("io/vertx")
                      || name.startsWith("org/apache/kafka")
                      || name.startsWith("org/postgresql"));
    }
  }
}
