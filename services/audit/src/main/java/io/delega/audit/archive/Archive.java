package io.delega.audit.archive;

import io.delega.api.ProblemException;
import io.delega.audit.AuditConfig;
import io.delega.ledger.Tiles;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Reads what was archived. Nothing is believed that is not what was written there. */
@ApplicationScoped
public class Archive {
  private static final Logger LOG = Logger.getLogger(Archive.class);
  private static final int MOST_REMEMBERED = 32;

  private final ArchiveStore store;
  private final Map<String, Map<Long, Content>> remembered =
      Collections.synchronizedMap(
          new LinkedHashMap<>(MOST_REMEMBERED, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Map<Long, Content>> eldest) {
              return size() > MOST_REMEMBERED;
            }
          });

  @Inject
  Archive(AuditConfig config) throws IOException {
    this(of(config.archive()));
  }

  Archive(ArchiveStore store) {
    this.store = store;
  }

  private static ArchiveStore of(AuditConfig.Archive config) throws IOException {
    if (config.folder().isPresent() && config.s3().endpoint().isPresent()) {
      throw new IllegalArgumentException(
          "delega.audit.archive.folder and delega.audit.archive.s3.endpoint are both set; one"
              + " archive is enough");
    }
    if (config.s3().endpoint().isPresent()) {
      return new S3Store(config.s3());
    }
    return config.folder().map(FolderStore::new).orElse(null);
  }

  void close(@Observes ShutdownEvent event) {
    if (store != null) {
      store.close();
    }
  }

  /** Where files are; empty where no archive is configured. */
  Optional<ArchiveStore> store() {
    return Optional.ofNullable(store);
  }

  /** The bundle that a leaf is in. */
  public static long bundleOf(long leafIndex) {
    return leafIndex / Tiles.WIDTH;
  }

  static String entriesName(long bundle) {
    return "tile/" + Tiles.path(-1, bundle, Tiles.WIDTH);
  }

  static String tileName(long bundle) {
    return "tile/" + Tiles.path(0, bundle, Tiles.WIDTH);
  }

  /** An entry bundle (C2SP tlog-tiles); empty when it is not archived. */
  public Optional<byte[]> entries(Connection connection, long bundle) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT entries_digest FROM archived WHERE bundle = ?")) {
      select.setLong(1, bundle);
      try (ResultSet found = select.executeQuery()) {
        return found.next()
            ? Optional.of(read(entriesName(bundle), found.getBytes(1)))
            : Optional.empty();
      }
    }
  }

  /** What the leaves of these bundles commit to, by leaf; of those that are archived. */
  public Map<Long, Content> contents(Connection connection, Set<Long> bundles) throws SQLException {
    Map<Long, Content> contents = new HashMap<>();
    if (bundles.isEmpty()) {
      return contents;
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT content, content_digest FROM archived WHERE bundle = ANY (?)")) {
      select.setArray(1, connection.createArrayOf("bigint", bundles.toArray()));
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          contents.putAll(contents(found.getString(1), found.getBytes(2)));
        }
      }
    }
    return contents;
  }

  Map<Long, Content> contents(String name, byte[] digest) {
    Map<Long, Content> known = remembered.get(name);
    if (known != null) {
      return known;
    }
    Map<Long, Content> contents = new HashMap<>();
    try {
      List<Content> lines = Content.read(read(name, digest));
      lines.forEach(content -> contents.put(content.leafIndex(), content));
    } catch (IOException e) {
      throw damaged(name);
    }
    remembered.put(name, contents);
    return contents;
  }

  private byte[] read(String name, byte[] digest) {
    if (store == null) {
      throw unavailable("no archive is configured, and old entries are in one");
    }
    try {
      byte[] file = store.read(name);
      if (!MessageDigest.isEqual(sha256(file), digest)) {
        throw damaged(name);
      }
      return file;
    } catch (java.nio.file.NoSuchFileException e) {
      throw damaged(name);
    } catch (IOException e) {
      throw unavailable(e.getMessage());
    }
  }

  static byte[] sha256(byte[] file) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(file);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static ProblemException damaged(String name) {
    LOG.errorf("%s in the archive is not what was written there, or is gone", name);
    return new ProblemException(
        500,
        "archive_damaged",
        "The archive's file " + name + " is not what was written there, or is gone.");
  }

  private static ProblemException unavailable(String why) {
    LOG.warnf("The archive cannot be read now: %s", why);
    return new ProblemException(
            503, "archive_unavailable", "Old entries cannot be read now; try again.")
        .header("Retry-After", "5");
  }
}
