package io.delega.connect.page;

import io.delega.connect.ConnectConfig;
import io.delega.connect.Secrecy;
import io.delega.connect.session.ConnectSession;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** Answers with pages, under headers that keep them to themselves. */
@ApplicationScoped
class Pages {
  /** A browser applies form-action to every redirect after the form, so providers must be in it. */
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; form-action 'self' https:%s; base-uri 'none';"
          + " frame-ancestors 'none'";

  private final ConnectConfig config;

  @Inject
  Pages(ConnectConfig config) {
    this.config = config;
  }

  @CheckedTemplate(basePath = "")
  static class Templates {
    static native TemplateInstance ask(AskView view);

    static native TemplateInstance key(KeyView view);

    static native TemplateInstance done(DoneView view);

    static native TemplateInstance message(MessageView view);

    private Templates() {}
  }

  /**
   * A page.
   *
   * @param targets addresses beyond https that a form of the page may lead to; null ones are left
   *     out
   */
  Response.ResponseBuilder page(
      int status, TemplateInstance page, String language, String... targets) {
    return guarded(Response.status(status), targets)
        .type(MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
        .header(HttpHeaders.CONTENT_LANGUAGE, language)
        .header(HttpHeaders.VARY, "Accept-Language, Cookie")
        .entity(page.setLocale(language));
  }

  Response.ResponseBuilder message(int status, MessageView view, String... targets) {
    return page(status, Templates.message(view), view.language(), targets);
  }

  /** On to another address. */
  Response seeOther(String url) {
    return guarded(Response.seeOther(URI.create(url))).build();
  }

  private static Response.ResponseBuilder guarded(
      Response.ResponseBuilder response, String... targets) {
    StringBuilder plain = new StringBuilder();
    for (String target : targets) {
      if (target != null && target.startsWith("http://")) {
        plain.append(" http://").append(URI.create(target).getRawAuthority());
      }
    }
    return response
        .header("Content-Security-Policy", POLICY.formatted(plain))
        .header("Referrer-Policy", "no-referrer")
        .header("X-Frame-Options", "DENY")
        .header("X-Content-Type-Options", "nosniff")
        .header(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  /** Remembers a language that the visitor chose by the switch. */
  Response.ResponseBuilder remembering(Response.ResponseBuilder response, Visit visit) {
    if (!Language.spoken(visit.asked())) {
      return response;
    }
    return response.cookie(
        new NewCookie.Builder(Language.COOKIE)
            .value(visit.asked())
            .path("/")
            .maxAge(365 * 24 * 3600)
            .httpOnly(true)
            .secure(config.secureCookies())
            .sameSite(NewCookie.SameSite.LAX)
            .build());
  }

  NewCookie browser(Secrecy secret) {
    return Browser.cookie(secret, config);
  }

  String done(ConnectSession session) {
    return config.url("/connect/done/" + session.id);
  }

  /** Back to the agency, with what came of it; null when it gave no address. */
  static String returnUrl(ConnectSession session) {
    if (session.returnUrl == null) {
      return null;
    }
    String url = session.returnUrl;
    int fragment = url.indexOf('#');
    String base = fragment < 0 ? url : url.substring(0, fragment);
    String rest = fragment < 0 ? "" : url.substring(fragment);
    String join = base.indexOf('?') < 0 ? "?" : base.endsWith("?") || base.endsWith("&") ? "" : "&";
    return base + join + "session=" + session.id + "&status=" + session.status.word() + rest;
  }
}
