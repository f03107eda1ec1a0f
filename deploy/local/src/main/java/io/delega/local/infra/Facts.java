package io.delega.local.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delega.local.Failure;
import io.delega.local.Home;
import io.delega.local.process.Readiness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.LogManager;

/** What a child process says about itself once it serves, in a file for its owner only. */
public final class Facts {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  public Facts(Home home, String child) {
    this.file = home.run().resolve(child + ".facts.json");
  }

  /** The file, to be handed to the child. */
  public Path file() {
    return file;
  }

  /** Forgets what an earlier process said. */
  public void forget() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new Failure("cannot write " + file + ": " + e.getMessage());
    }
  }

  /** Ready when the child has spoken and accepts connections. */
  public Readiness ready(int port) {
    Readiness accepts = Readiness.accepts(port);
    return () -> Files.exists(file) && accepts.isReady();
  }

  public JsonNode read() {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new Failure("cannot read " + file + ": " + e.getMessage());
    }
  }

  /**
   * For a child's main: only warnings are logged, since a library's chatter may quote a request.
   */
  static void logWarningsOnly() {
    LogManager.getLogManager().getLogger("").setLevel(Level.WARNING);
  }

  static void write(String file, Object facts) throws IOException {
    Home.writePrivately(Path.of(file), JSON.writeValueAsString(facts));
  }
}
