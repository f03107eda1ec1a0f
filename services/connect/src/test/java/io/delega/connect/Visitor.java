package io.delega.connect;

import static io.restassured.RestAssured.given;

import io.delega.contracts.EventJson;
import io.restassured.response.Response;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** A client's browser: keeps cookies, reads forms, follows nothing by itself. */
final class Visitor {
  private final Map<String, String> cookies = new HashMap<>();
  private final String language;
  private Response last;

  Visitor(String language) {
    this.language = language;
  }

  Visitor open(String url) {
    return took(
        given()
            .redirects()
            .follow(false)
            .urlEncodingEnabled(false)
            .header("Accept-Language", language)
            .cookies(cookies)
            .get(url));
  }

  Visitor press(String action) {
    Element form = page().selectFirst("form");
    var request =
        given().redirects().follow(false).header("Accept-Language", language).cookies(cookies);
    for (Element hidden : form.select("input[type=hidden]")) {
      request.formParam(hidden.attr("name"), hidden.attr("value"));
    }
    return took(request.formParam("action", action).post(form.attr("action")));
  }

  private Visitor took(Response answer) {
    last = answer;
    cookies.putAll(answer.getCookies());
    return this;
  }

  Response answer() {
    return last;
  }

  Document page() {
    return Jsoup.parse(last.asString());
  }

  String location() {
    return last.getHeader("Location");
  }

  /** The state that the provider got. */
  String state() {
    return URI.create(location()).getQuery().replaceFirst("^state=", "");
  }

  /** Comes back from the provider. */
  Visitor comeBack(String integration, String query) {
    return open("/oauth/callback/" + integration + "?" + query);
  }

  static String json(Object value) {
    return EventJson.mapper().valueToTree(value).toString();
  }
}
