package io.delega.tokenvault.scheme;

import jakarta.inject.Singleton;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The nonces that servers want to see in the next proof (RFC 9449, sections 8 and 9). In memory and
 * bounded: one that is forgotten costs one more request.
 */
@Singleton
public class DpopNonces {
  private static final int MOST = 10_000;
  private static final int LONGEST = 1_024;

  private final Map<Key, String> known = new LinkedHashMap<>(64, 0.75f, true);

  private record Key(String owner, String origin) {}

  /**
   * The last nonce of this server.
   *
   * @param owner whose requests they are: a connection, or an app; no nonce is shared
   */
  public synchronized Optional<String> of(String owner, URI server) {
    return Optional.ofNullable(known.get(key(owner, server)));
  }

  /** The server gave one. Nonsense is not kept. */
  public synchronized void remember(String owner, URI server, String nonce) {
    if (nonce == null || nonce.isEmpty() || nonce.length() > LONGEST) {
      return;
    }
    known.put(key(owner, server), nonce);
    if (known.size() > MOST) {
      known.remove(known.keySet().iterator().next());
    }
  }

  private static Key key(String owner, URI server) {
    return new Key(owner, server.getScheme() + "://" + server.getRawAuthority());
  }
}
