package io.delega.connect.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.api.Caller;
import io.delega.api.Page;
import io.delega.api.ProblemException;
import io.delega.api.Roles;
import io.delega.api.Version;
import io.delega.connect.Listing;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** The catalogue as an agency sees it. */
@Path("/v1/providers")
public class ProviderResource {
  @Inject Providers providers;
  @Inject Caller caller;

  @GET
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR, Roles.BACKEND, Roles.CLIENT})
  public Uni<Page<JsonNode>> list(
      @QueryParam("after") String after, @QueryParam("limit") String limit) {
    int most = Listing.limit(limit);
    return providers.all(caller.agency()).map(all -> page(all, after, most));
  }

  @GET
  @Path("/{id}")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR, Roles.BACKEND, Roles.CLIENT})
  public Uni<Response> get(String id) {
    return providers
        .find(caller.agency(), id)
        .map(found -> found.orElseThrow(() -> ProblemException.notFound("provider")))
        .map(
            known ->
                known.own()
                    ? Version.answer(200, view(known), known.version())
                    : Response.ok(view(known)).build());
  }

  @PUT
  @Path("/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Roles.ADMIN, Roles.BACKEND})
  public Uni<Response> define(String id, @HeaderParam("If-Match") String ifMatch, JsonNode body) {
    if (body == null || !body.isObject()) {
      throw new ProblemException(
          400, "malformed_body", "The body is not the JSON object expected.");
    }
    ObjectNode definition = body.deepCopy();
    if (!definition.has("id")) {
      definition.put("id", id);
    } else if (!definition.path("id").asText().equals(id)) {
      throw ProblemException.invalid("id", "must be the id in the path, " + id + ".");
    }
    return providers
        .define(caller.agency(), caller.actor(), definition, ifMatch)
        .map(
            known ->
                Version.answer(known.version() == 1 ? 201 : 200, view(known), known.version()));
  }

  private static Page<JsonNode> page(List<KnownProvider> all, String after, int limit) {
    List<JsonNode> rest =
        all.stream()
            .filter(known -> after == null || known.definition().id().compareTo(after) > 0)
            .map(ProviderResource::view)
            .toList();
    return rest.size() <= limit
        ? new Page<>(rest, null)
        : new Page<>(rest.subList(0, limit), rest.get(limit - 1).get("id").asText());
  }

  private static JsonNode view(KnownProvider known) {
    ObjectNode view = known.json().deepCopy();
    view.put("source", known.own() ? "agency" : "platform");
    if (known.own()) {
      view.put("version", known.version());
    }
    return view;
  }
}
