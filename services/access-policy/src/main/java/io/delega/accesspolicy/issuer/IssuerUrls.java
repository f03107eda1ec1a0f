package io.delega.accesspolicy.issuer;

import io.delega.api.ProblemException;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * What an issuer's addresses must look like (OpenID Connect Discovery 1.0, section 3). Where they
 * lead is judged by token-vault, which alone calls them: http only where the operator opened it.
 */
final class IssuerUrls {
  private static final int LONGEST = 500;

  private IssuerUrls() {}

  /**
   * Checks an issuer's identifier.
   *
   * @throws ProblemException 400 {@code invalid_field}
   */
  static void requireIssuer(String field, String url) {
    URI uri = require(field, url);
    if (uri.getRawQuery() != null) {
      throw ProblemException.invalid(field, "has no query.");
    }
  }

  /** Checks the address of keys in the same way; a query is its own business. */
  static URI require(String field, String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw ProblemException.invalid(field, "must be a URL.");
    }
    boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
    if (!web
        || uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawFragment() != null
        || url.length() > LONGEST) {
      throw ProblemException.invalid(
          field, "must be an https URL with a host, without user and fragment.");
    }
    return uri;
  }
}
