package io.delega.connect.page;

import io.delega.connect.session.Attempt;
import io.delega.connect.session.Attempts;
import io.delega.connect.session.Connecting;
import io.delega.connect.session.Sessions;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.regex.Pattern;

/**
 * Where providers send the client back to: one address per integration (RFC 9700, section 4.4).
 * Nothing is looked at before state, browser and issuer are the right ones.
 */
@Path("/oauth/callback")
@PermitAll
@Produces(MediaType.TEXT_HTML)
public class CallbackPage {
  /** What RFC 6749 allows in an error code, and no longer than one would be. */
  private static final Pattern ERROR = Pattern.compile("[A-Za-z0-9_.-]{1,60}");

  @Inject Attempts attempts;
  @Inject Sessions sessions;
  @Inject Connecting connecting;
  @Inject SessionPages pages;
  @Context HttpHeaders headers;
  @Context UriInfo uri;

  /** What the provider says; the code is a secret. */
  private record Said(String integration, String code, String iss, String error) {
    @Override
    public String toString() {
      return "Said[redacted]";
    }
  }

  @GET
  @Path("/{integration}")
  public Uni<Response> callback(
      String integration,
      @QueryParam("state") String state,
      @QueryParam("code") String code,
      @QueryParam("iss") String iss,
      @QueryParam("error") String error) {
    Visit visit = Visit.of(headers, uri);
    Said said = new Said(integration, code, iss, error);
    return attempts
        .byState(state)
        .chain(
            found ->
                found
                    .filter(attempt -> attempt.integration.equals(integration))
                    .filter(attempt -> visit.is(attempt.browserHash))
                    .map(attempt -> known(visit, attempt, said))
                    .orElseGet(() -> Uni.createFrom().item(pages.nowhere(visit, 400, false))));
  }

  private Uni<Response> known(Visit visit, Attempt attempt, Said said) {
    return sessions
        .byId(attempt.session)
        .chain(session -> pages.visited(visit, session))
        .chain(at -> from(at, attempt, said));
  }

  private Uni<Response> from(Visited at, Attempt attempt, Said said) {
    if (!issuedBy(at, said.iss())) {
      return Uni.createFrom().item(pages.nowhere(at.visit(), 400, false));
    }
    if (attempt.status == Attempt.Status.SUCCEEDED && at.session().status.connected()) {
      return Uni.createFrom().item(pages.done(at, true));
    }
    if (said.error() != null) {
      String reason = ERROR.matcher(said.error()).matches() ? said.error() : "provider_error";
      return connecting.refused(attempt, reason).replaceWith(() -> pages.refused(at));
    }
    if (said.code() == null || said.code().isBlank()) {
      return Uni.createFrom().item(pages.nowhere(at.visit(), 400, false));
    }
    return connecting.finish(attempt, said.code()).map(result -> pages.ended(at, result));
  }

  /** RFC 9207: where the provider declares its issuer, the answer must name exactly that one. */
  private static boolean issuedBy(Visited at, String iss) {
    return at.resolved()
        .map(definition -> definition.auth().issuer())
        .map(declared -> declared.equals(iss))
        .orElse(true);
  }
}
