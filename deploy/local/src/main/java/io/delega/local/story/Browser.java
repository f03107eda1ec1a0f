package io.delega.local.story;

import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.FormElement;

/** A person's browser without scripts: cookies, redirects, plain forms. */
public final class Browser {
  private static final int MOST_REDIRECTS = 15;

  private final Http http;
  private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
  private final String languages;
  private URI address;
  private Answer answer;
  private String end;

  /** A fresh one, without cookies, that asks for these languages. */
  public Browser(Http http, String languages) {
    this.http = http;
    this.languages = languages;
  }

  /** From now on it does not ask for addresses that begin so; it only notes the address. */
  public void stopBefore(String addressPrefix) {
    end = addressPrefix;
  }

  /** Goes to this address, and on to where it leads. */
  public Browser open(String url) {
    return go(request(URI.create(url)).GET());
  }

  /** Presses a button of the form it stands in. */
  public Browser press(String name, String value, Map<String, String> typed) {
    Element button =
        page()
            .selectFirst(
                "button[name="
                    + name
                    + "][value="
                    + value
                    + "],input[name="
                    + name
                    + "][value="
                    + value
                    + "]");
    if (button == null) {
      throw new StoryException("there is no button " + name + "=" + value + " on: " + text());
    }
    Map<String, String> fields = new LinkedHashMap<>();
    fields.putAll(typed);
    fields.put(name, value);
    return submit(button.closest("form"), fields);
  }

  /** Submits the form that this selector finds, with these fields filled in. */
  public Browser submit(String selector, Map<String, String> typed) {
    return submit(page().selectFirst(selector), typed);
  }

  private Browser submit(Element element, Map<String, String> typed) {
    if (!(element instanceof FormElement form)) {
      throw new StoryException("the expected form is not on the page: " + text());
    }
    Map<String, String> fields = new LinkedHashMap<>();
    form.formData().forEach(field -> fields.put(field.key(), field.value()));
    fields.putAll(typed);
    String action = form.hasAttr("action") ? form.absUrl("action") : address.toString();
    if (form.attr("method").equalsIgnoreCase("post")) {
      return go(
          request(URI.create(action.isEmpty() ? address.toString() : action))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .header("Origin", address.getScheme() + "://" + address.getAuthority())
              .POST(HttpRequest.BodyPublishers.ofString(Http.form(fields))));
    }
    return open(action.replaceAll("\\?.*", "") + "?" + Http.form(fields));
  }

  private Browser go(HttpRequest.Builder request) {
    HttpRequest.Builder next = request;
    for (int hop = 0; hop < MOST_REDIRECTS; hop++) {
      address = next.build().uri();
      if (end != null && address.toString().startsWith(end)) {
        return this;
      }
      answer = http.send(next);
      remember(answer);
      if (answer.status() / 100 != 3 || answer.header("Location").isEmpty()) {
        return this;
      }
      next = request(address.resolve(answer.header("Location").get())).GET();
    }
    throw new StoryException("too many redirects, the last to " + address.getPath());
  }

  private HttpRequest.Builder request(URI uri) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
            .header("Accept-Language", languages);
    String sent =
        cookies.getCookieStore().get(uri).stream()
            .filter(cookie -> matches(cookie, uri))
            .map(cookie -> cookie.getName() + "=" + cookie.getValue())
            .collect(Collectors.joining("; "));
    return sent.isEmpty() ? request : request.header("Cookie", sent);
  }

  private static boolean matches(HttpCookie cookie, URI uri) {
    String path = uri.getPath().isEmpty() ? "/" : uri.getPath();
    return cookie.getPath() == null || path.startsWith(cookie.getPath());
  }

  private void remember(Answer received) {
    for (String header : received.headers().allValues("Set-Cookie")) {
      for (HttpCookie cookie : HttpCookie.parse(header)) {
        if (cookie.getPath() == null) {
          cookie.setPath("/");
        }
        if (address.getHost().equals("localhost")) {
          // Browsers take this machine for trustworthy and send it secure cookies over http too.
          cookie.setSecure(false);
        }
        cookies.getCookieStore().add(address, cookie);
      }
    }
  }

  /** The page it shows. */
  public Document page() {
    return Jsoup.parse(answer.body(), address.toString());
  }

  /** What a person reads on it. */
  public String text() {
    return page().text();
  }

  public Answer answer() {
    return answer;
  }

  public URI address() {
    return address;
  }

  /** Names and values of the links on the page. */
  public List<String> links() {
    return page().select("a[href]").eachAttr("abs:href");
  }
}
