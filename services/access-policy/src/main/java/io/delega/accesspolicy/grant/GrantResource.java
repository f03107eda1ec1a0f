package io.delega.accesspolicy.grant;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.accesspolicy.Listing;
import io.delega.accesspolicy.enforcement.Enforced;
import io.delega.accesspolicy.enforcement.EnforcementSteps;
import io.delega.api.Caller;
import io.delega.api.Page;
import io.delega.api.ProblemException;
import io.delega.api.Roles;
import io.delega.api.Version;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.idempotency.IdempotencyKey;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;

/** Grants: look, grant within the client's consent, revoke. A client's token reaches its own. */
@Path("/v1/grants")
public class GrantResource {
  @Inject Grants grants;
  @Inject GrantChanges changes;
  @Inject GrantViews views;
  @Inject Revocations revocations;
  @Inject Receipts receipts;
  @Inject EnforcementSteps steps;
  @Inject Caller caller;

  /** A new grant, within what the client agreed to. */
  public record NewGrant(
      String assistant,
      String connection,
      List<Permission> permissions,
      Limits limits,
      String approval,
      JsonNode response) {}

  /** Other terms; what is left out stays as it is, but {@code limits} come as a whole. */
  public record Change(List<Permission> permissions, Limits limits) {}

  /** Answers 201 once the grant is in force everywhere. */
  @POST
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR})
  public Uni<Response> create(
      @HeaderParam(IdempotencyKey.HEADER) String key, @NotNull NewGrant body) {
    GrantRequest.check(body);
    String agency = caller.agency();
    return grants
        .create(agency, caller.actor(), body, IdempotencyKey.of(key, body))
        .chain(made -> steps.finish(made.step()).chain(() -> views.of(made.grant())))
        .map(view -> Version.answer(201, view, view.version()));
  }

  @GET
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR, Roles.BACKEND, Roles.CLIENT})
  public Uni<Page<GrantView>> list(
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
        .read(Grant.class, row -> row.id)
        .chain(views::of);
  }

  @GET
  @Path("/{id}")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR, Roles.BACKEND, Roles.CLIENT})
  public Uni<Response> get(String id) {
    return grants
        .require(caller.agency(), caller.client().orElse(null), id)
        .chain(views::of)
        .map(view -> Version.answer(200, view, view.version()));
  }

  /**
   * Changes it: within the client's consent by the agency, narrower by the client. 200 once no
   * enforcement point goes by the old terms.
   */
  @PATCH
  @Path("/{id}")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.CLIENT})
  public Uni<Response> change(
      String id, @HeaderParam("If-Match") String ifMatch, @NotNull Change body) {
    GrantRequest.check(body);
    var actor = caller.actor();
    return grants
        .require(caller.agency(), caller.client().orElse(null), id)
        .chain(grant -> changes.change(grant, body, ifMatch, actor))
        .chain(changed -> steps.finish(changed.step()).chain(() -> views.of(changed.grant())))
        .map(view -> Version.answer(200, view, view.version()));
  }

  /** Revokes: 200 once no enforcement point admits another call under it; can be repeated. */
  @POST
  @Path("/{id}/revoke")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.CLIENT})
  public Uni<Enforced> revoke(String id) {
    var actor = caller.actor();
    String agency = caller.agency();
    String client = caller.client().orElse(null);
    return grants
        .require(agency, client, id)
        .chain(grant -> revocations.grant(grant, actor))
        .chain(steps::finish)
        .chain(step -> receipts.of(agency, client, id));
  }

  /** How its revocation came into force, and where in the ledger that stands. */
  @GET
  @Path("/{id}/receipt")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR, Roles.BACKEND, Roles.CLIENT})
  public Uni<Enforced> receipt(String id) {
    return receipts.of(caller.agency(), caller.client().orElse(null), id);
  }

  private static GrantState state(String word) {
    if (word == null) {
      return null;
    }
    return Arrays.stream(GrantState.values())
        .filter(state -> state.word().equals(word))
        .findFirst()
        .orElseThrow(() -> ProblemException.invalid("state", "there is no state " + word + "."));
  }
}
