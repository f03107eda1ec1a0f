package io.delega.policy;

import java.net.InetAddress;
import java.time.Instant;

/**
 * When and from where a request comes.
 *
 * @param from the caller's address; null when it is not known: then no grant holds that is limited
 *     to networks
 */
public record Circumstances(Instant now, InetAddress from) {
  /** At an instant, from an unknown address. */
  public static Circumstances at(Instant now) {
    return new Circumstances(now, null);
  }
}
