package io.delega.tokenvault.credential;

import io.delega.keys.Secret;
import io.delega.tokenvault.scheme.DpopKey;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is added to one upstream call, and where it may go.
 *
 * <p>Lives for one call only. Prints nothing secret.
 */
public final class Injection {
  private final int generation;
  private final long version;
  private final Map<String, Secret> headers;
  private final Map<String, Secret> query;
  private final URI baseUrl;
  private final Set<String> hosts;
  private Optional<DpopKey> bound = Optional.empty();
  private Secret access;

  /** An injection of a credential; see the accessors. */
  public Injection(
      int generation,
      long version,
      Map<String, Secret> headers,
      Map<String, Secret> query,
      URI baseUrl,
      Set<String> hosts) {
    this.generation = generation;
    this.version = version;
    this.headers = Map.copyOf(headers);
    this.query = Map.copyOf(query);
    this.baseUrl = baseUrl;
    this.hosts = Set.copyOf(hosts);
  }

  Injection provenBy(Optional<DpopKey> key, Secret accessToken) {
    bound = key;
    access = accessToken;
    return this;
  }

  /** Whether each request must prove the possession of a key (RFC 9449). */
  public boolean isBound() {
    return bound.isPresent();
  }

  /** The header {@code DPoP} of one request; empty where nothing is to be proven. */
  public Optional<Secret> proof(String method, URI url, Optional<String> nonce) {
    return bound.map(key -> key.proof(method, url, Optional.of(access), nonce));
  }

  /** Counts the credentials of the connection, from 1. */
  public int generation() {
    return generation;
  }

  /** Rises with every refresh. */
  public long version() {
    return version;
  }

  /** Headers to set, replacing any of the same name (case-insensitive). */
  public Map<String, Secret> headers() {
    return headers;
  }

  /** Query parameters to add, replacing any of the same name. */
  public Map<String, Secret> query() {
    return query;
  }

  /** What proxied paths are relative to. */
  public URI baseUrl() {
    return baseUrl;
  }

  /** Where the credential may go: {@code host} (default ports) or {@code host:port}, lower case. */
  public Set<String> hosts() {
    return hosts;
  }

  /** Whether the credential may be sent to this URL's host and port. */
  public boolean admits(URI url) {
    if (url.getHost() == null) {
      return false;
    }
    String host = url.getHost().toLowerCase(java.util.Locale.ROOT);
    int standard = "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    int port = url.getPort() < 0 ? standard : url.getPort();
    return hosts.contains(host + ":" + port) || (port == standard && hosts.contains(host));
  }

  @Override
  public String toString() {
    return "Injection[generation=" + generation + ", version=" + version + ", [redacted]]";
  }
}
