package io.delega.testkit;

import java.util.Map;
import java.util.stream.Collectors;
import no.nav.security.mock.oauth2.http.OAuth2HttpRequest;
import no.nav.security.mock.oauth2.http.OAuth2HttpResponse;
import no.nav.security.mock.oauth2.http.Route;
import okhttp3.Headers;

/** The login page: one button per demo person. Whoever is not one of them is refused. */
final class DevLogin implements Route {
  private static final String PATH = "/" + DevIssuer.ID + "/authorize";

  private final Map<String, String> people =
      DevRegistry.people().stream()
          .collect(
              Collectors.toMap(
                  DevRegistry.Identity::subject, person -> Json.write(claims(person))));

  private static Map<String, Object> claims(DevRegistry.Identity person) {
    Map<String, Object> claims = person.claims();
    claims.put("email", person.subject());
    claims.put("name", person.subject());
    return claims;
  }

  @Override
  public boolean match(OAuth2HttpRequest request) {
    return PATH.equals(request.getUrl().encodedPath())
        && (!"POST".equals(request.getMethod()) || !knows(request));
  }

  /** The server behind believes any claims that are posted; only those of the page pass here. */
  private boolean knows(OAuth2HttpRequest request) {
    String username = request.getFormParameters().get("username");
    String claims = username == null ? null : people.get(username);
    return claims != null && claims.equals(request.getFormParameters().get("claims"));
  }

  @Override
  public OAuth2HttpResponse invoke(OAuth2HttpRequest request) {
    boolean show = "GET".equals(request.getMethod());
    byte[] none = null;
    return new OAuth2HttpResponse(
        Headers.of("Content-Type", "text/html; charset=utf-8", "Cache-Control", "no-store"),
        show ? 200 : 400,
        show ? page() : "<!doctype html><title>Unknown person</title><p>Unknown person.</p>",
        none);
  }

  private String page() {
    StringBuilder buttons = new StringBuilder();
    String agency = "";
    for (DevRegistry.Identity person : DevRegistry.people()) {
      if (!person.agency().equals(agency)) {
        agency = person.agency();
        buttons.append("<h2>").append(DevRegistry.agencyName(agency)).append("</h2>");
      }
      buttons
          .append("<form method=\"post\"><input type=\"hidden\" name=\"claims\" value=\"")
          .append(people.get(person.subject()).replace("\"", "&quot;"))
          .append("\"><button name=\"username\" value=\"")
          .append(person.subject())
          .append("\">")
          .append(person.subject())
          .append("</button></form>");
    }
    return """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Development login</title>
        <style>body{font:16px/1.5 system-ui,sans-serif;max-width:28rem;margin:3rem auto;padding:0 1rem}
        button{font:inherit;width:100%;padding:.6rem;margin:.2rem 0;text-align:left}</style></head>
        <body><h1>Who are you?</h1>
        <p>This is the development issuer. It listens on this machine only and asks for no
        password.</p>
        """
        + buttons
        + "</body></html>";
  }
}
