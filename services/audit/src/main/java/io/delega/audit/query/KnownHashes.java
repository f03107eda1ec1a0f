package io.delega.audit.query;

import io.delega.ledger.Tree;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers the hashes of subtrees from one proof to the next: neighbours share nearly all of
 * theirs. For one tree, whose complete subtrees never change; not thread-safe.
 */
final class KnownHashes {
  private static final int MOST = 8_192;

  private final Map<Place, byte[]> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, byte[]> eldest) {
          return size() > MOST;
        }
      };

  private record Place(int level, long index) {}

  Tree.Subtrees over(Tree.Subtrees subtrees) {
    return (level, index) -> {
      Place place = new Place(level, index);
      byte[] hash = known.get(place);
      if (hash == null) {
        hash = subtrees.hash(level, index);
        known.put(place, hash);
      }
      return hash;
    };
  }
}
