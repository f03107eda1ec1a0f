package io.delega.policy;

import java.util.List;
import java.util.Map;

/**
 * A request as it arrived, so that what is judged is byte for byte what is sent on.
 *
 * @param method as sent, upper case
 * @param rawPath as sent, relative to the provider's base URL, beginning with a slash
 * @param rawQuery as sent, without the question mark; null when there is none
 * @param headers by lower-case name, every value, of those that are sent on
 * @param body the whole body where it is needed for judging, else null
 */
public record ProxyRequest(
    String method,
    String rawPath,
    String rawQuery,
    Map<String, List<String>> headers,
    byte[] body) {

  /** A request of which only method, path and query matter. */
  public static ProxyRequest of(String method, String rawPath, String rawQuery) {
    return new ProxyRequest(method, rawPath, rawQuery, Map.of(), null);
  }

  /** The same with this body. */
  public ProxyRequest withBody(byte[] read) {
    return new ProxyRequest(method, rawPath, rawQuery, headers, read);
  }
}
