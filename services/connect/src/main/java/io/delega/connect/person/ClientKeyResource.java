package io.delega.connect.person;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Map;

/** The public key that the other services check clients' tokens with; it needs no token. */
@Path("/internal/client-sessions/jwks")
public class ClientKeyResource {
  @Inject SigningKey keys;

  @GET
  @PermitAll
  public Uni<Map<String, Object>> jwks() {
    return keys.jwks();
  }
}
