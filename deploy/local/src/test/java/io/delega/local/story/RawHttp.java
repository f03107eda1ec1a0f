package io.delega.local.story;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Requests whose path no library has made tidy. */
final class RawHttp {
  private RawHttp() {}

  static Answer get(String baseUrl, String rawPath, String token) {
    URI base = URI.create(baseUrl);
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      String request =
          "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
              .formatted(rawPath, base.getAuthority(), token);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int head = answer.indexOf("\r\n\r\n");
      return new Answer(
          base,
          Integer.parseInt(answer.substring(9, 12)),
          answer.substring(head + 4),
          HttpHeaders.of(Map.of("X", List.of()), (name, value) -> true));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
