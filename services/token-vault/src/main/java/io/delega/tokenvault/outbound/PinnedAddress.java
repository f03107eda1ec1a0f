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
 */
public record PinnedAddress(String host, int port, boolean tls, InetAddress address) {

  /**
   * Options for Vert.x' HttpClient: one request to the pinned address, redirects not followed.
   *
   * @param pathAndQuery raw, beginning with a slash
   */
  public RequestOptions request(HttpMethod method, String pathAndQuery) {
    return new RequestOptions()
        .setMethod(method)
        .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
        .setHost(host)
        .setPort(port)
        .setSsl(tls)
        .setURI(pathAndQuery)
        .setFollowRedirects(false);
  }
}
