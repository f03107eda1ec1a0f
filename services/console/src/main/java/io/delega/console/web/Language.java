package io.delega.console.web;

import io.delega.console.ConsoleConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Which of the two languages a page speaks: what the visitor chose, else the browser's. */
@ApplicationScoped
public class Language {
  private static final String NAME = "lang";
  private static final int A_YEAR = 365 * 24 * 3600;
  private static final Set<String> SPOKEN = Set.of("en", "it");

  private final ConsoleConfig config;
  private final UriInfo uri;
  private final HttpHeaders headers;

  Language(ConsoleConfig config, UriInfo uri, HttpHeaders headers) {
    this.config = config;
    this.uri = uri;
    this.headers = headers;
  }

  /** {@code en} or {@code it}, for the request at hand. */
  public String spoken() {
    Cookie cookie = headers.getCookies().get(NAME);
    return choose(
        uri.getQueryParameters().getFirst(NAME),
        cookie == null ? null : cookie.getValue(),
        headers.getAcceptableLanguages());
  }

  static String choose(String asked, String remembered, List<Locale> accepted) {
    if (asked != null && SPOKEN.contains(asked)) {
      return asked;
    }
    if (remembered != null && SPOKEN.contains(remembered)) {
      return remembered;
    }
    return accepted.stream()
        .map(Locale::getLanguage)
        .filter(SPOKEN::contains)
        .findFirst()
        .orElse("en");
  }

  /** Remembers a choice that the visitor made with {@code ?lang=}. */
  @ServerResponseFilter
  public void remember(ContainerResponseContext response) {
    String asked = uri.getQueryParameters().getFirst(NAME);
    if (asked != null && SPOKEN.contains(asked)) {
      response
          .getHeaders()
          .add(
              HttpHeaders.SET_COOKIE,
              new NewCookie.Builder(NAME)
                  .value(asked)
                  .path("/")
                  .maxAge(A_YEAR)
                  .secure(config.secureCookies())
                  .sameSite(NewCookie.SameSite.LAX)
                  .build());
    }
  }
}
