package io.delega.keys;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Unwrapped data keys in memory: bounded, short-lived, cleared when they leave. Part of the vault.
 */
final class KeyCache {
  private final int most;
  private final long keepNanos;
  private final LinkedHashMap<Id, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
  private long evictions;

  record Id(WrappedKey wrapped, KeyContext context) {}

  private record Entry(DataKey key, long untilNanos) {}

  KeyCache(int most, long keepNanos) {
    this.most = most;
    this.keepNanos = keepNanos;
  }

  synchronized Optional<DataKey> get(Id id, long now) {
    Entry entry = entries.get(id);
    if (entry == null || now - entry.untilNanos() >= 0) {
      return Optional.empty();
    }
    return Optional.of(entry.key());
  }

  /** Counts calls of {@link #evict}; taken before a key is unwrapped. */
  synchronized long evictions() {
    return evictions;
  }

  /** Keeps a key, unless something was evicted since: it could be this key's owner. */
  synchronized boolean put(Id id, DataKey key, long evictionsBefore, long now) {
    if (evictions != evictionsBefore) {
      return false;
    }
    Entry previous = entries.put(id, new Entry(key, now + keepNanos));
    if (previous != null) {
      previous.key().destroy();
    }
    if (entries.size() > most) {
      drop(entries.entrySet().iterator(), entry -> true, 1);
    }
    return true;
  }

  synchronized void evict(String owner) {
    evictions++;
    drop(
        entries.entrySet().iterator(),
        e -> e.getKey().context().owner().equals(owner),
        Integer.MAX_VALUE);
  }

  synchronized void sweep(long now) {
    drop(
        entries.entrySet().iterator(),
        e -> now - e.getValue().untilNanos() >= 0,
        Integer.MAX_VALUE);
  }

  synchronized int size() {
    return entries.size();
  }

  private static void drop(
      Iterator<Map.Entry<Id, Entry>> all, Predicate<Map.Entry<Id, Entry>> which, int atMost) {
    int dropped = 0;
    while (all.hasNext() && dropped < atMost) {
      Map.Entry<Id, Entry> each = all.next();
      if (which.test(each)) {
        each.getValue().key().destroy();
        all.remove();
        dropped++;
      }
    }
  }
}
