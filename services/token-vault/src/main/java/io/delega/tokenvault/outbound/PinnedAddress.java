package io.delega.tokenvault.outbound;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;

/**
 * A host whose address has been judged. The connection goes to that very address; {@code Host}, SNI
 * and certificate check use the name.
 *
 * @param host the name as called, lower case
 * @param port the port, never -1
 * @param tls whether https
 * @param address the judged address
 * @param server the same with the port, as Vert.x wants it
 */
public record PinnedAddress(
    String host, int port, boolean tls, InetAddress address, SocketAddress server) {
  PinnedAddress(String host, int port, boolean tls, InetAddress address) {
    this(host, port, tls, address, SocketAddress.inetSocketAddress(port, address.getHostAddress()));
  }

  /**
   * Options for Vert.x' HttpClient: one request to the pinned address, redirects not followed.
   *
   * @param pathAndQuery raw, beginning with a slash
   */
  public RequestOptions request(HttpMethod method, String pathAndQuery) {
    return new RequestOptions()
        .setMethod(method)
        .setServer(server)
        .setHost(host)
        .setPort(port)
        .setSsl(tls)
        .setURI(pathAndQuery)
        .setFollowRedirects(false);
  }
}
