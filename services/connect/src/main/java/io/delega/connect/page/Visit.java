package io.delega.connect.page;

import io.delega.connect.Secrecy;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a request says about its browser; read before any asynchronous step.
 *
 * @param asked the language in the query, or null
 * @param remembered the language in the cookie, or null
 */
record Visit(Optional<Secrecy> browser, String asked, String remembered, List<Locale> accepted) {

  static Visit of(HttpHeaders headers, UriInfo uri) {
    return new Visit(
        Browser.of(cookie(headers, Browser.COOKIE)),
        uri.getQueryParameters().getFirst("lang"),
        cookie(headers, Language.COOKIE),
        headers.getAcceptableLanguages());
  }

  private static String cookie(HttpHeaders headers, String name) {
    Cookie cookie = headers.getCookies().get(name);
    return cookie == null ? null : cookie.getValue();
  }

  Words words(String agreed) {
    return new Words(Language.choose(asked, remembered, agreed, accepted));
  }

  /** Whether the browser's secret is the one with that hash. */
  boolean is(String browserHash) {
    return browser.isPresent() && Secrecy.same(browser.get().hash(), browserHash);
  }

  /** Whether a form was sent by a page that we gave to this browser. */
  boolean sent(String csrf, String session) {
    return browser.isPresent() && Secrecy.same(Browser.csrf(browser.get(), session), csrf);
  }
}
