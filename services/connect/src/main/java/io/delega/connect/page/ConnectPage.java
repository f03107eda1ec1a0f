package io.delega.connect.page;

import io.delega.connect.person.ClientLinks;
import io.delega.connect.session.Attempts;
import io.delega.connect.session.ConnectSession;
import io.delega.connect.session.Connecting;
import io.delega.connect.session.Sessions;
import io.delega.contracts.Actor;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;

/** The hosted connect page. The link, and then the browser's cookie, is who one is here. */
@Path("/connect")
@PermitAll
@Produces(MediaType.TEXT_HTML)
public class ConnectPage {
  @Inject Sessions sessions;
  @Inject Attempts attempts;
  @Inject Connecting connecting;
  @Inject SessionPages pages;
  @Inject Pages answers;
  @Inject ClientLinks links;
  @Inject Clock clock;
  @Context HttpHeaders headers;
  @Context UriInfo uri;

  /** Shows what is asked. Looking changes nothing, so a mail program's preview does no harm. */
  @GET
  @Path("/{link}")
  public Uni<Response> open(String link) {
    Visit visit = Visit.of(headers, uri);
    return sessions
        .byLink(link)
        .chain(
            found ->
                found.isEmpty()
                    ? Uni.createFrom().item(pages.nowhere(visit, 404, true))
                    : pages.visited(visit, found.get()).map(at -> opened(at, link)));
  }

  private Response opened(Visited at, String link) {
    if (!at.session().openAt(clock.instant()) || at.setup().isEmpty()) {
      return pages.over(at);
    }
    return pages.ask(at, "/connect/" + link);
  }

  @POST
  @Path("/{link}")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> answer(
      String link, @FormParam("action") String action, @FormParam("csrf") String csrf) {
    Visit visit = Visit.of(headers, uri);
    return sessions
        .byLink(link)
        .chain(
            found ->
                found.isEmpty()
                    ? Uni.createFrom().item(pages.nowhere(visit, 404, true))
                    : pressed(visit, found.get(), action, csrf));
  }

  private Uni<Response> pressed(Visit visit, ConnectSession session, String action, String csrf) {
    if (!visit.sent(csrf, session.id)) {
      return Uni.createFrom().item(pages.stale(visit));
    }
    return pages
        .visited(visit, session)
        .chain(
            at -> {
              if (!session.openAt(clock.instant()) || at.setup().isEmpty()) {
                return Uni.createFrom().item(pages.over(at));
              }
              return switch (action == null ? "" : action) {
                case "connect" -> pages.connect(at);
                case "decline" -> decline(at);
                default -> Uni.createFrom().item(pages.stale(visit));
              };
            });
  }

  private Uni<Response> decline(Visited at) {
    ConnectSession session = at.session();
    return sessions
        .cancel(session.agency, new Actor(Actor.CLIENT, session.client), session.id, "declined")
        .map(
            now -> {
              Visited then = new Visited(at.visit(), now, at.words(), at.setup());
              return now.status.connected() ? pages.over(then) : pages.declined(then);
            });
  }

  /** Another attempt, from the page that says that the last one failed. */
  @POST
  @Path("/again/{session}")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> again(String session, @FormParam("csrf") String csrf) {
    Visit visit = Visit.of(headers, uri);
    return ours(visit, session)
        .chain(
            found ->
                found == null
                    ? Uni.createFrom().item(pages.stale(visit))
                    : pressed(visit, found, "connect", csrf));
  }

  /** Says that it is done; only in the browser in which it was done. */
  @GET
  @Path("/done/{session}")
  public Uni<Response> done(String session) {
    Visit visit = Visit.of(headers, uri);
    return ours(visit, session)
        .chain(
            found ->
                found == null
                    ? Uni.createFrom().item(pages.nowhere(visit, 404, true))
                    : pages
                        .visited(visit, found)
                        .map(
                            at ->
                                found.status.connected() ? pages.done(at, false) : pages.over(at)));
  }

  /** The way to the client's own page: a one-time link, made when it is wanted. */
  @POST
  @Path("/done/{session}")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> ownPage(String session, @FormParam("csrf") String csrf) {
    Visit visit = Visit.of(headers, uri);
    return ours(visit, session)
        .chain(
            found -> {
              if (found == null || !found.status.connected() || !visit.sent(csrf, session)) {
                return Uni.createFrom().item(pages.stale(visit));
              }
              return links
                  .issue(found.agency, new Actor(Actor.CLIENT, found.client), found.client)
                  .map(issued -> answers.seeOther(issued.url()));
            });
  }

  /** Where token-vault sends the browser after a key was typed. */
  @GET
  @Path("/return/{attempt}")
  public Uni<Response> back(String attempt) {
    Visit visit = Visit.of(headers, uri);
    return attempts
        .byId(attempt)
        .chain(
            found -> {
              if (found.isEmpty() || !visit.is(found.get().browserHash)) {
                return Uni.createFrom().item(pages.nowhere(visit, 400, false));
              }
              return connecting
                  .ask(found.get())
                  .chain(
                      result ->
                          sessions
                              .byId(found.get().session)
                              .chain(session -> pages.visited(visit, session))
                              .map(
                                  at ->
                                      pages.ended(at, result.orElse(Connecting.Result.NO_ANSWER))));
            });
  }

  /** The session, when something was tried in it from this browser; else null. */
  private Uni<ConnectSession> ours(Visit visit, String session) {
    if (visit.browser().isEmpty()) {
      return Uni.createFrom().nullItem();
    }
    return attempts
        .madeIn(session, visit.browser().get())
        .chain(ours -> ours ? sessions.byId(session) : Uni.createFrom().nullItem());
  }
}
