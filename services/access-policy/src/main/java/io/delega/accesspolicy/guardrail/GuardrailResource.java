package io.delega.accesspolicy.guardrail;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.delega.accesspolicy.Listing;
import io.delega.accesspolicy.enforcement.EnforcementSteps;
import io.delega.accesspolicy.enforcement.InForce;
import io.delega.api.Caller;
import io.delega.api.Page;
import io.delega.api.ProblemException;
import io.delega.api.Roles;
import io.delega.api.Version;
import io.delega.contracts.Actor;
import io.delega.policy.GuardrailCheck.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/** An agency's guardrails, and a client's own: a client's token reaches the client's alone. */
@Path("/v1/guardrails")
public class GuardrailResource {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final String SCHEMA = "schema";

  @Inject Guardrails guardrails;
  @Inject GuardrailText texts;
  @Inject EnforcementSteps steps;
  @Inject Caller caller;

  /** Cedar text of one or more {@code forbid} policies. */
  public record Body(String text) {}

  /**
   * A guardrail.
   *
   * @param owner platform, agency or client
   * @param warnings what it does that its writer may not expect; only where it was just written
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record View(
      String name,
      String owner,
      String client,
      String text,
      long version,
      Instant updatedAt,
      List<Problem> warnings,
      InForce enforcement) {

    static View of(Guardrail row) {
      return of(row, null, null);
    }

    static View of(Guardrail row, List<Problem> warnings, InForce enforcement) {
      return new View(
          row.name,
          row.owner().word(),
          row.client,
          row.text,
          row.version,
          row.updatedAt,
          warnings,
          enforcement);
    }
  }

  /** Answers 201 or 200 once it is in force everywhere. */
  @PUT
  @Path("/{name}")
  @RolesAllowed({Roles.ADMIN, Roles.CLIENT})
  public Uni<Response> set(
      String name, @HeaderParam("If-Match") String ifMatch, @NotNull Body body) {
    return set(owner(), name, ifMatch, body.text(), caller.actor());
  }

  /** The same with the Cedar text as it is. */
  @PUT
  @Path("/{name}")
  @Consumes(MediaType.TEXT_PLAIN)
  @RolesAllowed({Roles.ADMIN, Roles.CLIENT})
  public Uni<Response> setText(
      String name, @HeaderParam("If-Match") String ifMatch, @NotNull String text) {
    return set(owner(), name, ifMatch, text, caller.actor());
  }

  Uni<Response> set(Owner owner, String name, String ifMatch, String text, Actor actor) {
    if (!NAME.matcher(name).matches() || name.equals(SCHEMA)) {
      throw ProblemException.invalid(
          "name", "1 to 63 lower-case letters, digits and hyphens, and not " + SCHEMA + ".");
    }
    return texts
        .check(owner, text)
        .chain(
            warnings ->
                guardrails
                    .set(owner, name, text, ifMatch, actor)
                    .chain(
                        stored ->
                            steps
                                .finish(stored.step())
                                .map(
                                    step ->
                                        Response.status(stored.fresh() ? 201 : 200)
                                            .tag(Version.tag(stored.row().version))
                                            .entity(
                                                View.of(stored.row(), warnings, InForce.of(step)))
                                            .build())));
  }

  /** The agency's, with its clients' own; a client's token lists the client's. */
  @GET
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR, Roles.CLIENT})
  public Uni<Page<View>> list(
      @QueryParam("client") String client,
      @QueryParam("after") String after,
      @QueryParam("limit") String limit) {
    return Listing.of(caller.agency(), after, limit)
        .with("client", caller.client().orElse(null))
        .with("client", client)
        .read(Guardrail.class, row -> row.id)
        .map(page -> new Page<>(page.items().stream().map(View::of).toList(), page.next()));
  }

  @GET
  @Path("/{name}")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR, Roles.CLIENT})
  public Uni<Response> get(String name) {
    return guardrails
        .require(owner(), name)
        .map(row -> Response.ok(View.of(row)).tag(Version.tag(row.version)).build());
  }

  /** What guardrails can speak of, as a Cedar schema. */
  @GET
  @Path("/schema")
  @Produces(MediaType.TEXT_PLAIN)
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR, Roles.CLIENT})
  public Uni<String> schema() {
    return texts.schema(owner()).map(schema -> schema.text());
  }

  /** Deletes: 204 once nobody enforces it any more. */
  @DELETE
  @Path("/{name}")
  @RolesAllowed({Roles.ADMIN, Roles.CLIENT})
  public Uni<Void> delete(String name, @HeaderParam("If-Match") String ifMatch) {
    return guardrails
        .delete(owner(), name, ifMatch, caller.actor())
        .chain(steps::finish)
        .replaceWithVoid();
  }

  private Owner owner() {
    return new Owner(caller.agency(), caller.client().orElse(null));
  }
}
