package io.delega.tokenvault.credential;

import io.delega.keys.WrappedKey;
import io.delega.tokenvault.VaultConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Sealed credentials in memory, bounded and for a minute, so that a warm call asks no database. */
@Singleton
class WarmCredentials {
  /** Bounds how long a change by another replica stays unseen, where nothing else tells. */
  private static final long KEEP_NANOS = 60_000_000_000L;

  private final int most;
  private final Map<String, Warm> known = new LinkedHashMap<>(64, 0.75f, true);
  private long forgotten;

  record Warm(
      CredentialRow row,
      ProviderProfile profile,
      WrappedKey wrapped,
      String accessField,
      long atNanos) {}

  @Inject
  WarmCredentials(VaultConfig config) {
    this.most = config.warmConnections();
  }

  synchronized Optional<Warm> get(String connection) {
    return Optional.ofNullable(known.get(connection))
        .filter(warm -> System.nanoTime() - warm.atNanos() < KEEP_NANOS);
  }

  /** To be taken before a row is read that is then {@link #put}. */
  synchronized long mark() {
    return forgotten;
  }

  /** Keeps a row, unless something was forgotten since the mark or a newer one is known. */
  synchronized Warm put(CredentialRow row, long mark) {
    Warm fresh =
        new Warm(
            row,
            ProviderProfile.of(row),
            WrappedKey.parse(row.wrappedKey),
            CredentialSeal.accessField(row),
            System.nanoTime());
    Warm old = known.get(row.connection);
    boolean newer = old == null || old.row().version <= row.version;
    if (forgotten == mark && newer) {
      known.put(row.connection, fresh);
      Iterator<String> eldest = known.keySet().iterator();
      if (known.size() > most) {
        eldest.next();
        eldest.remove();
      }
    }
    return fresh;
  }

  synchronized void forget(String connection) {
    forgotten++;
    known.remove(connection);
  }
}
