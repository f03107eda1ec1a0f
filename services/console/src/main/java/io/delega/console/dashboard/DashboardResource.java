package io.delega.console.dashboard;

import io.delega.console.backend.ConnectApi;
import io.delega.console.backend.MonitoringApi;
import io.delega.console.backend.PolicyApi;
import io.delega.console.backend.Section;
import io.delega.console.receipt.ReceiptPages;
import io.delega.console.web.Language;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Set;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** The agency's dashboard: one live page, and the buttons on it. */
@Path("/console")
@Authenticated
@Produces(MediaType.TEXT_HTML)
public class DashboardResource {
  private static final String HOME = "/console";
  private static final Set<String> NOTICES =
      Set.of(
          "stopped",
          "paused",
          "resumed",
          "quarantined",
          "released",
          "withdrawn",
          "noReceipt",
          "stopPending",
          "failed");

  private final Dashboard dashboard;
  private final ConnectApi connect;
  private final PolicyApi policy;
  private final MonitoringApi monitoring;
  private final ReceiptPages receipts;
  private final SecurityIdentity identity;
  private final Language language;

  DashboardResource(
      Dashboard dashboard,
      @RestClient ConnectApi connect,
      @RestClient PolicyApi policy,
      @RestClient MonitoringApi monitoring,
      ReceiptPages receipts,
      SecurityIdentity identity,
      Language language) {
    this.dashboard = dashboard;
    this.connect = connect;
    this.policy = policy;
    this.monitoring = monitoring;
    this.receipts = receipts;
    this.identity = identity;
    this.language = language;
  }

  @CheckedTemplate(basePath = "")
  static class Templates {
    static native TemplateInstance dashboard(DashboardView view);

    static native TemplateInstance dashboard$live(DashboardView view);

    private Templates() {}
  }

  /** The page. */
  @GET
  public Uni<TemplateInstance> page(@QueryParam("notice") String notice) {
    String shown = notice != null && NOTICES.contains(notice) ? notice : "";
    return view(shown).map(view -> Templates.dashboard(view).setLocale(view.language()));
  }

  /** The part of the page that changes; the page's script asks for it every few seconds. */
  @GET
  @Path("live")
  public Uni<TemplateInstance> live() {
    return view("").map(view -> Templates.dashboard$live(view).setLocale(view.language()));
  }

  /** Where the issuer sends people back; the OIDC extension restores the page they wanted. */
  @GET
  @Path("signed-in")
  public Response signedIn() {
    return Response.seeOther(URI.create("/console")).build();
  }

  @POST
  @Path("grants/{id}/revoke")
  public Uni<Response> revoke(@PathParam("id") String id) {
    return done(policy.revoke(bearer(), id), "stopped");
  }

  @POST
  @Path("connections/{id}/stop")
  public Uni<Response> stop(@PathParam("id") String id) {
    return done(connect.stop(bearer(), id), "stopped");
  }

  @GET
  @Path("connections/{id}/receipt")
  public Uni<Response> receipt(@PathParam("id") String id) {
    return receipts.ofConnection(bearer(), id, HOME);
  }

  @GET
  @Path("grants/{id}/receipt")
  public Uni<Response> receiptOfGrant(@PathParam("id") String id) {
    return receipts.ofGrant(bearer(), id, HOME);
  }

  /** The proof of a receipt's step, to be checked by anyone. */
  @GET
  @Path("proofs/{event}")
  @Produces(MediaType.APPLICATION_JSON)
  public Uni<Response> proof(@PathParam("event") String event) {
    return receipts.proof(bearer(), event, HOME);
  }

  @POST
  @Path("connections/{id}/pause")
  public Uni<Response> pause(@PathParam("id") String id) {
    return done(connect.pause(bearer(), id), "paused");
  }

  @POST
  @Path("connections/{id}/resume")
  public Uni<Response> resume(@PathParam("id") String id) {
    return done(connect.resume(bearer(), id), "resumed");
  }

  @POST
  @Path("requests/{id}/withdraw")
  public Uni<Response> withdraw(@PathParam("id") String id) {
    return done(policy.withdraw(bearer(), id), "withdrawn");
  }

  @POST
  @Path("assistants/{id}/quarantine")
  public Uni<Response> quarantine(@PathParam("id") String id) {
    return done(policy.quarantine(bearer(), id), "quarantined");
  }

  @POST
  @Path("assistants/{id}/release")
  public Uni<Response> release(@PathParam("id") String id) {
    return done(policy.release(bearer(), id), "released");
  }

  @POST
  @Path("alerts/{id}/acknowledge")
  public Uni<Response> acknowledge(@PathParam("id") String id) {
    return monitoring
        .acknowledge(bearer(), id)
        .map(answer -> back(""))
        .onFailure()
        .recoverWithItem(back("failed"));
  }

  private static Uni<Response> done(Uni<Response> call, String notice) {
    return call.map(answer -> back(notice))
        .onFailure()
        .recoverWithItem(
            failure -> back(Section.status(failure) == 503 ? "stopPending" : "failed"));
  }

  private static Response back(String notice) {
    return Response.seeOther(
            URI.create(notice.isEmpty() ? "/console" : "/console?notice=" + notice))
        .build();
  }

  private Uni<DashboardView> view(String notice) {
    return dashboard.view(bearer(), identity.getPrincipal().getName(), language.spoken(), notice);
  }

  private String bearer() {
    return "Bearer " + identity.getCredential(AccessTokenCredential.class).getToken();
  }
}
