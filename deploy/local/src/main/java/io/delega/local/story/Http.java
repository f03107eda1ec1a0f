package io.delega.local.story;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Plain HTTP, every answer of which can be overheard by a check. */
public final class Http {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final Consumer<Answer> overhear;

  public Http(Consumer<Answer> overhear) {
    this.overhear = overhear;
  }

  /** Sends and waits. */
  public Answer send(HttpRequest.Builder request) {
    HttpRequest built = request.timeout(TIMEOUT).build();
    try {
      Answer answer =
          Answer.of(client.send(built, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)));
      overhear.accept(answer);
      return answer;
    } catch (IOException e) {
      URI uri = built.uri();
      throw new StoryException(
          "%s %s://%s%s: %s"
              .formatted(built.method(), uri.getScheme(), uri.getAuthority(), uri.getPath(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoryException("interrupted");
    }
  }

  /** The body of a form. */
  public static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
