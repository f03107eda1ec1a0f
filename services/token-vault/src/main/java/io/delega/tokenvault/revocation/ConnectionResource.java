package io.delega.tokenvault.revocation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.delega.api.ProblemException;
import io.delega.api.Roles;
import io.delega.tokenvault.credential.CredentialUnavailableException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** Tests and destroys a connection's credential, for connect. */
@Path("/internal/connections/{id}")
@RolesAllowed(Roles.SERVICE)
public class ConnectionResource {
  @Inject ConnectionProbe probe;
  @Inject Destruction destruction;

  /** Why it is destroyed; for the reader of a trace only. */
  public record Reason(String reason) {}

  /** The answer to a test. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Tested(boolean ok, Integer status, String reason) {}

  /** The answer to a destruction. */
  public record Destroyed(Provider provider, Shredded shredded) {}

  /**
   * What came of the revocation at the provider: revoked, unsupported, failed, or pending while it
   * is being tried again and nothing is shredded yet; the id of the event that told so.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Provider(String outcome, String reason, String event) {}

  /**
   * How many credentials the connection ever had, none of which can be opened; 0 before. The id of
   * the event that told so.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Shredded(int generations, String event) {}

  @POST
  @Path("/test")
  public Uni<Tested> test(String id) {
    return probe
        .probe(id)
        .map(result -> result.orElseThrow(() -> ProblemException.notFound("connection")))
        .map(result -> new Tested(result.ok(), result.status(), result.reason()));
  }

  @POST
  @Path("/destroy")
  public Uni<Destroyed> destroy(String id, Reason reason) {
    return destruction
        .destroy(id)
        .map(
            done ->
                new Destroyed(
                    new Provider(
                        done.provider().outcome(), done.provider().reason(), done.revoked()),
                    new Shredded(done.generations(), done.shredded())))
        .onFailure(CredentialUnavailableException.class)
        .transform(
            e ->
                new ProblemException(
                    503, ((CredentialUnavailableException) e).code(), e.getMessage()));
  }
}
