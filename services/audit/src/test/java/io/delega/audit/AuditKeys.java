package io.delega.audit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Keys in a folder that goes away with the test. */
public final class AuditKeys implements QuarkusTestResourceLifecycleManager {
  private Path folder;

  @Override
  public Map<String, String> start() {
    try {
      folder = Files.createTempDirectory("delega-audit-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        "delega.keys.keyset-file",
        folder.resolve("audit.json").toString(),
        "delega.audit.stream-heartbeat",
        "300ms");
  }

  @Override
  public void stop() {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
