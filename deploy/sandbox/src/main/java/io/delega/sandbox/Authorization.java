package io.delega.sandbox;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A request for authorization on its way through login and consent, and its code's after that.
 *
 * @param user null until somebody has logged in
 * @param startedAt epoch milliseconds
 */
record Authorization(
    App app,
    String redirectUri,
    List<String> scopes,
    String state,
    String challenge,
    String user,
    long startedAt) {
  Authorization by(String person) {
    return new Authorization(
        app, redirectUri, scopes, state, challenge, person, System.currentTimeMillis());
  }

  boolean olderThan(long milliseconds) {
    return System.currentTimeMillis() - startedAt > milliseconds;
  }

  /** Where the browser goes back to, with these parameters and the state. */
  String callback(Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining("&"));
    String separator = redirectUri.contains("?") ? "&" : "?";
    return redirectUri + separator + query + (state == null ? "" : "&state=" + encoded(state));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
