package io.delega.testkit;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** The development issuer's signing key and its clients' secrets; made once per data folder. */
record DevSecrets(RSAKey key, Map<String, String> ofClients) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String KEY = "signing-key";

  /** Those of the folder, or new ones (null: kept nowhere). */
  static DevSecrets in(Path folder) {
    Path file = folder == null ? null : Folders.ensure(folder).resolve("issuer.json");
    try {
      Map<String, String> kept = new TreeMap<>();
      if (file != null && Files.exists(file)) {
        kept.putAll(JSON.readValue(file.toFile(), new TypeReference<Map<String, String>>() {}));
      }
      kept.computeIfAbsent(KEY, missing -> newKey());
      DevRegistry.clients().keySet().forEach(id -> kept.computeIfAbsent(id, missing -> random()));
      kept.computeIfAbsent(DevRegistry.CONSOLE, missing -> random());
      if (file != null) {
        keep(file, JSON.writeValueAsString(kept));
      }
      return of(kept);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@link #handle} wrote. */
  static DevSecrets parse(String handle) {
    try {
      return of(JSON.readValue(handle, new TypeReference<TreeMap<String, String>>() {}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DevSecrets of(Map<String, String> kept) {
    Map<String, String> clients = new TreeMap<>(kept);
    try {
      return new DevSecrets(RSAKey.parse(clients.remove(KEY)), Map.copyOf(clients));
    } catch (ParseException e) {
      throw new IllegalStateException("the issuer's key cannot be read", e);
    }
  }

  String handle() {
    Map<String, String> all = new TreeMap<>(ofClients);
    all.put(KEY, key.toJSONString());
    return Json.write(all);
  }

  private static void keep(Path file, String content) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(file, content);
  }

  private static String newKey() {
    try {
      return new RSAKeyGenerator(2048).generate().toJSONString();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String random() {
    byte[] bytes = new byte[24];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public String toString() {
    return "[redacted]";
  }
}
