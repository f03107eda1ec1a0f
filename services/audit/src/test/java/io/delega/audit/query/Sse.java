package io.delega.audit.query;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** A reader of the stream as a browser is one: it knows ids and comments, and can go away. */
final class Sse implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final Stream<String> body;
  private final Iterator<String> lines;
  final int status;
  final List<String> comments = new ArrayList<>();

  Sse(String url, String token, Long lastId) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", "Bearer " + token)
            .header("Accept", "text/event-stream");
    if (lastId != null) {
      request.header("Last-Event-ID", lastId.toString());
    }
    HttpResponse<Stream<String>> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
    status = answer.statusCode();
    body = answer.body();
    lines = body.iterator();
  }

  /** One event. */
  record Got(long id, String type, String data) {}

  /** The next event; null at the end of the stream. */
  Got next() {
    long id = -1;
    String type = null;
    StringBuilder data = new StringBuilder();
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.startsWith(":")) {
        comments.add(line.substring(1).strip());
      } else if (line.startsWith("id:")) {
        id = Long.parseLong(line.substring(3).strip());
      } else if (line.startsWith("event:")) {
        type = line.substring(6).strip();
      } else if (line.startsWith("data:")) {
        data.append(line.substring(5));
      } else if (line.isEmpty() && data.length() > 0) {
        return new Got(id, type, data.toString());
      }
    }
    return null;
  }

  @Override
  public void close() {
    body.close();
  }
}
