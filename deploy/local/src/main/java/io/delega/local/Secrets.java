package io.delega.local;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** The platform's own random passwords, made once and kept in a file for its owner only. */
public final class Secrets {
  private final Path file;
  private final Map<String, String> values;
  private final ObjectMapper json = new ObjectMapper();

  Secrets(Path file) throws IOException {
    this.file = file;
    this.values =
        Files.exists(file)
            ? json.readValue(file.toFile(), new TypeReference<TreeMap<String, String>>() {})
            : new TreeMap<>();
  }

  /** The secret of this name: 256 random bits in hexadecimal. */
  public String of(String name) {
    String known = values.get(name);
    if (known != null) {
      return known;
    }
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    values.put(name, HexFormat.of().formatHex(random));
    try {
      Home.writePrivately(file, json.writeValueAsString(values));
    } catch (IOException e) {
      throw new Failure("cannot write " + file + ": " + e.getMessage());
    }
    return values.get(name);
  }

  @Override
  public String toString() {
    return "[redacted]";
  }
}
