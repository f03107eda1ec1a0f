package io.delega.tokenvault.proxy;

import io.delega.api.ProblemException;

/**
 * Where a call wants to go, cut out of the request line without decoding or repairing anything.
 * Whether path and query are canonical is decided where they are matched.
 *
 * @param connection the connection's id as written
 * @param path relative to the provider's base URL, beginning with a slash, as sent
 * @param query as sent, without the question mark; null when there is none
 */
record ProxyTarget(String connection, String path, String query) {
  static final String PREFIX = "/v1/proxy/";

  /**
   * Parses a request target.
   *
   * @throws ProblemException 400 {@code path_not_canonical} when it has another beginning
   */
  static ProxyTarget parse(String target) {
    if (!target.startsWith(PREFIX)) {
      throw notCanonical("the request line does not begin with " + PREFIX);
    }
    int question = target.indexOf('?');
    String whole = question < 0 ? target : target.substring(0, question);
    String query = question < 0 ? null : target.substring(question + 1);
    String rest = whole.substring(PREFIX.length());
    int slash = rest.indexOf('/');
    return slash < 0
        ? new ProxyTarget(rest, "/", query)
        : new ProxyTarget(rest.substring(0, slash), rest.substring(slash), query);
  }

  static ProblemException notCanonical(String why) {
    return new ProblemException(
        400, "path_not_canonical", "Refused, because " + why + "; write it in canonical form.");
  }
}
