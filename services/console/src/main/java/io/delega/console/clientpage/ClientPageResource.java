package io.delega.console.clientpage;

import io.delega.console.ConsoleConfig;
import io.delega.console.backend.ConnectApi;
import io.delega.console.backend.PolicyApi;
import io.delega.console.backend.Section;
import io.delega.console.backend.Shapes.ClientSession;
import io.delega.console.backend.Shapes.Code;
import io.delega.console.backend.Shapes.RuleText;
import io.delega.console.web.Language;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Set;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** The client's own page: see who may do what and what was done, and stop it, alone. */
@Path("/me")
@Produces(MediaType.TEXT_HTML)
public class ClientPageResource {
  static final String COOKIE = "delega_client";
  private static final Set<String> NOTICES =
      Set.of(
          "stopped",
          "paused",
          "resumed",
          "ruleOn",
          "ruleOff",
          "accepted",
          "acceptPending",
          "declined",
          "askOver",
          "noReceipt",
          "stopPending",
          "failed");

  private final ClientPage page;
  private final ConnectApi connect;
  private final PolicyApi policy;
  private final ConsoleConfig config;
  private final Language language;

  ClientPageResource(
      ClientPage page,
      @RestClient ConnectApi connect,
      @RestClient PolicyApi policy,
      ConsoleConfig config,
      Language language) {
    this.page = page;
    this.connect = connect;
    this.policy = policy;
    this.config = config;
    this.language = language;
  }

  @CheckedTemplate(basePath = "")
  static class Templates {
    static native TemplateInstance clientPage(ClientPageView view);

    static native TemplateInstance open(String language, String code);

    static native TemplateInstance linkGone(String language);

    static native TemplateInstance visitEnded(String language);

    static native TemplateInstance tryAgain(String language);

    private Templates() {}
  }

  /** The page, or a word that the visit has ended. */
  @GET
  public Uni<Response> page(
      @CookieParam(COOKIE) String token, @QueryParam("notice") String notice) {
    String spoken = language.spoken();
    if (token == null || token.isEmpty()) {
      return Uni.createFrom().item(visitEnded(spoken));
    }
    String shown = notice != null && NOTICES.contains(notice) ? notice : "";
    return page.view("Bearer " + token, spoken, shown)
        .map(view -> html(200, Templates.clientPage(view).setLocale(spoken)))
        .onFailure(failure -> Section.status(failure) == 401)
        .recoverWithItem(() -> visitEnded(spoken));
  }

  /** A link opens in two steps, so that a mail program's preview does not spend it. */
  @GET
  @Path("{code}")
  public Response open(@PathParam("code") String code) {
    String spoken = language.spoken();
    return html(200, Templates.open(spoken, code).setLocale(spoken));
  }

  @POST
  @Path("{code}")
  public Uni<Response> enter(@PathParam("code") String code) {
    String spoken = language.spoken();
    return connect
        .signIn(new Code(code))
        .map(this::signedIn)
        .onFailure(failure -> Section.status(failure) >= 400 && Section.status(failure) < 500)
        .recoverWithItem(() -> html(410, Templates.linkGone(spoken).setLocale(spoken)))
        .onFailure()
        .recoverWithItem(() -> html(503, Templates.tryAgain(spoken).setLocale(spoken)));
  }

  @POST
  @Path("grants/{id}/stop")
  public Uni<Response> stopGrant(@CookieParam(COOKIE) String token, @PathParam("id") String id) {
    return done(policy.revoke("Bearer " + token, id), "stopped");
  }

  @POST
  @Path("connections/{id}/stop")
  public Uni<Response> stopConnection(
      @CookieParam(COOKIE) String token, @PathParam("id") String id) {
    return done(connect.stop("Bearer " + token, id), "stopped");
  }

  @POST
  @Path("connections/{id}/pause")
  public Uni<Response> pause(@CookieParam(COOKIE) String token, @PathParam("id") String id) {
    return done(connect.pause("Bearer " + token, id), "paused");
  }

  @POST
  @Path("connections/{id}/resume")
  public Uni<Response> resume(@CookieParam(COOKIE) String token, @PathParam("id") String id) {
    return done(connect.resume("Bearer " + token, id), "resumed");
  }

  @POST
  @Path("rules/{name}/on")
  public Uni<Response> ruleOn(@CookieParam(COOKIE) String token, @PathParam("name") String name) {
    return HouseRule.named(name)
        .map(
            rule ->
                done(policy.guard("Bearer " + token, name, new RuleText(rule.text())), "ruleOn"))
        .orElseGet(() -> Uni.createFrom().item(back("failed")));
  }

  @POST
  @Path("rules/{name}/off")
  public Uni<Response> ruleOff(@CookieParam(COOKIE) String token, @PathParam("name") String name) {
    return HouseRule.named(name)
        .map(rule -> done(policy.unguard("Bearer " + token, name), "ruleOff"))
        .orElseGet(() -> Uni.createFrom().item(back("failed")));
  }

  private static Uni<Response> done(Uni<Response> call, String notice) {
    return call.map(answer -> back(notice))
        .onFailure()
        .recoverWithItem(
            failure ->
                switch (Section.status(failure)) {
                  case 401 -> back("");
                  case 503 -> back("stopPending");
                  default -> back("failed");
                });
  }

  private Response signedIn(ClientSession session) {
    NewCookie cookie =
        new NewCookie.Builder(COOKIE)
            .value(session.token())
            .path("/me")
            .maxAge((int) session.expiresIn())
            .httpOnly(true)
            .secure(config.secureCookies())
            .sameSite(NewCookie.SameSite.LAX)
            .build();
    return Response.seeOther(URI.create("/me")).cookie(cookie).build();
  }

  /** Back to the page with a notice, or none where it is empty. */
  static Response back(String notice) {
    return Response.seeOther(URI.create(notice.isEmpty() ? "/me" : "/me?notice=" + notice)).build();
  }

  private static Response visitEnded(String spoken) {
    return html(401, Templates.visitEnded(spoken).setLocale(spoken));
  }

  private static Response html(int status, TemplateInstance page) {
    return Response.status(status)
        .type(MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
        .header("Cache-Control", "no-store")
        .entity(page)
        .build();
  }
}
