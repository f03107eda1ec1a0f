package io.delega.audit;

import io.delega.audit.witness.WitnessProcess;
import io.delega.ledger.NoteKey;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** A witness, and heads of agencies twice a second. */
public final class WitnessResource implements QuarkusTestResourceLifecycleManager {
  private static volatile NoteKey witnessKey;

  private Path folder;
  private WitnessProcess witness;

  /** The verifier key of the witness that runs. */
  static NoteKey witnessKey() {
    return witnessKey;
  }

  @Override
  public Map<String, String> start() {
    try {
      folder = Files.createTempDirectory("delega-witness-");
      Path key = folder.resolve("checkpoint");
      witness = new WitnessProcess(folder.resolve("witness"), key + ".pub");
      witnessKey = witness.key();
      return Map.of(
          "delega.audit.checkpoint-key-file",
          key.toString(),
          "delega.audit.anchor-file",
          key + ".last",
          "delega.audit.witnesses",
          witness.setting(),
          "delega.audit.head-interval",
          "500ms");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    witness.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
