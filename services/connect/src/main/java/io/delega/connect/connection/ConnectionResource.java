package io.delega.connect.connection;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.api.Caller;
import io.delega.api.Page;
import io.delega.api.ProblemException;
import io.delega.api.Roles;
import io.delega.connect.Listing;
import io.delega.connect.remote.Remote;
import io.delega.connect.remote.VaultApi;
import io.delega.contracts.Actor;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Connections: look, test, revoke. A client's token reaches its own only. */
@Path("/v1/connections")
public class ConnectionResource {
  @Inject Connections connections;
  @Inject Suspension suspension;
  @Inject RevocationSteps steps;
  @Inject @RestClient VaultApi vault;
  @Inject Caller caller;

  @GET
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR, Roles.BACKEND, Roles.CLIENT})
  public Uni<Page<ConnectionView>> list(
      @QueryParam("after") String after,
      @QueryParam("limit") String limit,
      @QueryParam("client") String client,
      @QueryParam("provider") String provider,
      @QueryParam("state") String state) {
    return Listing.of(caller.agency(), after, limit)
        .with("client", caller.client().orElse(null))
        .with("client", client)
        .with("provider", provider)
        .with("state", state(state))
        .read(Connection.class, row -> row.id, ConnectionView::of);
  }

  @GET
  @Path("/{id}")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR, Roles.BACKEND, Roles.CLIENT})
  public Uni<ConnectionView> get(String id) {
    return connections
        .require(caller.agency(), caller.client().orElse(null), id)
        .map(ConnectionView::of);
  }

  /** Whether the credential works: {@code {ok, status?, reason?}}. */
  @POST
  @Path("/{id}/test")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.BACKEND})
  public Uni<JsonNode> test(String id) {
    return connections
        .require(caller.agency(), null, id)
        .invoke(ConnectionResource::requireNotRevoked)
        .chain(
            row ->
                vault
                    .test(row.id)
                    .onFailure()
                    .transform(
                        failure ->
                            new ProblemException(
                                Remote.status(failure) == 502 ? 502 : 503,
                                "test_not_possible",
                                "The connection cannot be tested now; try again in a moment.")));
  }

  /** Revokes: 200 once it is enforced everywhere. */
  @DELETE
  @Path("/{id}")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.BACKEND, Roles.CLIENT})
  public Uni<RevokedView> revoke(String id) {
    Actor actor = caller.actor();
    String own = caller.client().orElse(null);
    String reason = own == null ? "revoked_by_agency" : "revoked_by_client";
    return connections
        .revoke(caller.agency(), own, actor, id, reason)
        .chain(steps::run)
        .map(RevokedView::of);
  }

  /** What has become of its revocation so far, and where in the ledger that stands. */
  @GET
  @Path("/{id}/receipt")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR, Roles.BACKEND, Roles.CLIENT})
  public Uni<RevokedView> receipt(String id) {
    return connections
        .require(caller.agency(), caller.client().orElse(null), id)
        .map(RevokedView::soFar);
  }

  /**
   * Nothing is admitted under it until the caller's side, agency or client, resumes it: 200 once
   * that is enforced everywhere.
   */
  @POST
  @Path("/{id}/suspend")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.BACKEND, Roles.CLIENT})
  public Uni<ConnectionView> suspend(String id) {
    return suspension
        .suspend(caller.agency(), caller.client().orElse(null), caller.actor(), id)
        .map(ConnectionView::of);
  }

  /** Ends the suspension by the caller's side: 200 once what follows is enforced everywhere. */
  @POST
  @Path("/{id}/resume")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.BACKEND, Roles.CLIENT})
  public Uni<ConnectionView> resume(String id) {
    return suspension
        .resume(caller.agency(), caller.client().orElse(null), caller.actor(), id)
        .map(ConnectionView::of);
  }

  static void requireNotRevoked(Connection row) {
    if (row.state == ConnectionState.REVOKED) {
      throw revoked();
    }
  }

  static ProblemException revoked() {
    return ProblemException.conflict(
        "connection_revoked", "The connection was revoked; connect anew.");
  }

  private static ConnectionState state(String word) {
    if (word == null) {
      return null;
    }
    return Arrays.stream(ConnectionState.values())
        .filter(state -> state.word().equals(word))
        .findFirst()
        .orElseThrow(() -> ProblemException.invalid("state", "there is no state " + word + "."));
  }
}
