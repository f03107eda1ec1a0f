package io.delega.accesspolicy.request;

import io.delega.accesspolicy.Listing;
import io.delega.accesspolicy.enforcement.EnforcementSteps;
import io.delega.api.Caller;
import io.delega.api.Page;
import io.delega.api.ProblemException;
import io.delega.api.Roles;
import io.delega.idempotency.IdempotencyKey;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.Arrays;

/** The agency asks for more than was agreed to; only the client says yes or no. */
@Path("/v1/access-requests")
public class RequestResource {
  @Inject Requests requests;
  @Inject RequestAnswers answers;
  @Inject EnforcementSteps steps;
  @Inject Caller caller;
  @Inject Clock clock;

  @POST
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR})
  public Uni<Response> create(
      @HeaderParam(IdempotencyKey.HEADER) String key, @NotNull NewRequest body) {
    body.check();
    return requests
        .create(caller.agency(), caller.actor(), body, IdempotencyKey.of(key, body))
        .map(row -> Response.status(201).entity(view(row)).build());
  }

  @GET
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR, Roles.BACKEND, Roles.CLIENT})
  public Uni<Page<RequestView>> list(
      @QueryParam("connection") String connection,
      @QueryParam("assistant") String assistant,
      @QueryParam("client") String client,
      @QueryParam("state") String state,
      @QueryParam("after") String after,
      @QueryParam("limit") String limit) {
    return Listing.of(caller.agency(), after, limit)
        .with("client", caller.client().orElse(null))
        .with("client", client)
        .with("connection", connection)
        .with("assistant", assistant)
        .with("state", state(state))
        .read(Request.class, row -> row.id)
        .map(page -> new Page<>(page.items().stream().map(this::view).toList(), page.next()));
  }

  @GET
  @Path("/{id}")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR, Roles.BACKEND, Roles.CLIENT})
  public Uni<RequestView> get(String id) {
    return requests.require(caller.agency(), caller.client().orElse(null), id).map(this::view);
  }

  /** Takes it back; can be repeated. */
  @POST
  @Path("/{id}/withdraw")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR})
  public Uni<RequestView> withdraw(String id) {
    var actor = caller.actor();
    return requests
        .require(caller.agency(), null, id)
        .chain(row -> answers.withdraw(row, actor))
        .map(this::view);
  }

  /** The client's yes: 200 once the grant that comes of it is in force; can be repeated. */
  @POST
  @Path("/{id}/accept")
  @RolesAllowed(Roles.CLIENT)
  public Uni<RequestView> accept(String id) {
    var actor = caller.actor();
    return own(id)
        .chain(row -> answers.accept(row, actor))
        .chain(accepted -> steps.finish(accepted.step()).map(done -> view(accepted.request())));
  }

  /** The client's no; can be repeated. */
  @POST
  @Path("/{id}/decline")
  @RolesAllowed(Roles.CLIENT)
  public Uni<RequestView> decline(String id) {
    var actor = caller.actor();
    return own(id).chain(row -> answers.decline(row, actor)).map(this::view);
  }

  /** Of the client that calls; a token that names none has none. */
  private Uni<Request> own(String id) {
    return requests.require(caller.agency(), caller.client().orElse(""), id);
  }

  private RequestView view(Request row) {
    return RequestView.of(row, clock.instant());
  }

  private static RequestState state(String word) {
    if (word == null) {
      return null;
    }
    return Arrays.stream(RequestState.values())
        .filter(state -> state.word().equals(word))
        .findFirst()
        .orElseThrow(() -> ProblemException.invalid("state", "there is no state " + word + "."));
  }
}
