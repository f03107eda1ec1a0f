package io.delega.local;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a platform is started with; it cannot change while the platform runs.
 *
 * @param port where the edge listens
 * @param host the edge's address; {@code localhost} is both loopback addresses
 * @param publicUrl the address of the edge that others use, or null for localhost
 * @param replicas how many of a service, where it is more than one
 * @param keycloak a real Keycloak as issuer instead of the development issuer
 * @param allowedAddresses further {@code host:port} open to connections
 */
public record Settings(
    int port,
    String host,
    String publicUrl,
    Map<String, Integer> replicas,
    boolean keycloak,
    List<String> allowedAddresses) {
  /** The services, in the order they are listed to people. */
  public static final List<String> SERVICES =
      List.of("connect", "token-vault", "access-policy", "audit", "monitoring", "console");

  public Settings {
    replicas = new TreeMap<>(replicas);
    allowedAddresses = List.copyOf(allowedAddresses);
    if (port < 1 || port > 65535) {
      throw new Failure("--port must be between 1 and 65535, not " + port);
    }
    replicas.forEach(
        (service, count) -> {
          if (!SERVICES.contains(service)) {
            throw new Failure(
                "--replicas: there is no service \"" + service + "\"; there are " + SERVICES);
          }
          if (count < 1 || count > 9) {
            throw new Failure("--replicas: " + service + " cannot run " + count + " times");
          }
        });
    if (publicUrl != null) {
      URI uri = URI.create(publicUrl);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (!web || uri.getHost() == null) {
        throw new Failure("--public-url must be like https://delega.example, not " + publicUrl);
      }
      publicUrl = publicUrl.replaceAll("/+$", "");
    }
  }

  /** The platform on one port of this machine, one of everything. */
  public static Settings onPort(int port) {
    return new Settings(port, "localhost", null, Map.of(), false, List.of());
  }

  @JsonIgnore
  public String baseUrl() {
    return "http://localhost:" + port;
  }

  /** What every link handed out begins with. */
  @JsonIgnore
  public String linkUrl() {
    return publicUrl == null ? baseUrl() : publicUrl;
  }

  public int replicas(String service) {
    return replicas.getOrDefault(service, 1);
  }
}
