package io.delega.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;

/** One endpoint for each way to fail. */
@Path("/sample")
public class SampleResource {
  record Item(int count) {}

  record Body(@NotBlank String name, List<Item> items) {}

  @POST
  public Page<String> create(@NotNull @Valid Body body) {
    return new Page<>(List.of(body.name()), null);
  }

  @GET
  @Path("{id}")
  public String get(@PathParam("id") String id) {
    throw switch (id) {
      case "gone" -> ProblemException.notFound("sample");
      case "bug" -> new IllegalStateException("the secret is canary-4711");
      default -> ProblemException.conflict("already_there", "It is there.").with("id", id);
    };
  }

  @GET
  @Path("guarded")
  @RolesAllowed(Roles.ADMIN)
  public String guarded() {
    return "in";
  }
}
