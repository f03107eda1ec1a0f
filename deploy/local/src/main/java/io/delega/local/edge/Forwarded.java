package io.delega.local.edge;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.util.List;

/** Tells the services how the caller reached us, and believes nothing the caller says about it. */
final class Forwarded {
  private static final List<String> FROM_OUTSIDE =
      List.of(
          "Forwarded",
          "X-Forwarded-For",
          "X-Forwarded-Host",
          "X-Forwarded-Port",
          "X-Forwarded-Prefix",
          "X-Forwarded-Proto",
          "X-Forwarded-Server",
          "X-Forwarded-Ssl");

  private final URI publicUrl;

  Forwarded(String publicUrl) {
    this.publicUrl = URI.create(publicUrl);
  }

  void apply(HttpServerRequest from, MultiMap headers) {
    FROM_OUTSIDE.forEach(headers::remove);
    HostAndPort authority = from.authority();
    String host = authority == null ? null : authority.toString();
    boolean publicly = publicUrl.getAuthority().equalsIgnoreCase(host);
    headers.set("X-Forwarded-For", from.remoteAddress().hostAddress());
    headers.set("X-Forwarded-Proto", publicly ? publicUrl.getScheme() : "http");
    if (host != null) {
      headers.set("X-Forwarded-Host", host);
    }
  }
}
