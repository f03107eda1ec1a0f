package io.delega.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What outlives a restart: apps, token families, the key's number. */
final class State {
  private static final ObjectMapper JSON = new ObjectMapper();

  public Map<String, App> apps = new HashMap<>();
  public List<Family> families = new ArrayList<>();
  public int key = 1;
  public long tokenLifetime = 300;

  /** The default app's secret, which its users must be able to look up. */
  public String defaultSecret;

  static State in(Path folder) {
    Path file = file(folder);
    try {
      return file != null && Files.exists(file)
          ? JSON.readValue(file.toFile(), State.class)
          : new State();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes it all; it is small. */
  void keep(Path folder) {
    Path file = file(folder);
    if (file == null) {
      return;
    }
    try {
      Files.createDirectories(folder);
      Path draft = folder.resolve("sandbox.json.new");
      Files.write(draft, JSON.writeValueAsBytes(this));
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(Path folder) {
    return folder == null ? null : folder.resolve("sandbox.json");
  }
}
