package io.delega.api;

import io.delega.contracts.Actor;
import io.quarkus.oidc.runtime.OidcJwtCallerPrincipal;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Who calls, read from the verified access token. Read it before any asynchronous step and pass the
 * values on.
 */
@RequestScoped
public class Caller {
  @Inject SecurityIdentity identity;
  @Inject ApiConfig config;

  /**
   * The tenant.
   *
   * @throws ProblemException 403 {@code no_agency} when the token names none
   */
  public String agency() {
    return claim(config.agencyClaim())
        .orElseThrow(
            () ->
                new ProblemException(
                    403,
                    "no_agency",
                    "The token has no claim " + config.agencyClaim() + " naming an agency."));
  }

  /** How the agency is called in front of its clients; its id where the token does not say. */
  public String agencyName() {
    return claim(config.agencyNameClaim()).orElseGet(this::agency);
  }

  /** The token's roles. */
  public Set<String> roles() {
    return identity.getRoles();
  }

  /** Whether the token has the role. */
  public boolean has(String role) {
    return identity.hasRole(role);
  }

  /** The client's id when a client itself calls, else empty. */
  public Optional<String> client() {
    return has(Roles.CLIENT) ? claim("client") : Optional.empty();
  }

  /** The OIDC subject. */
  public String subject() {
    return claim("sub").orElse("");
  }

  /** The token's issuer. */
  public String issuer() {
    return claim("iss").orElse("");
  }

  /** When the token ends; what goes on for long must end then. */
  public Instant tokenEnds() {
    return claim("exp")
        .map(seconds -> Instant.ofEpochSecond(Long.parseLong(seconds)))
        .orElse(Instant.EPOCH);
  }

  /** Who this is in events. */
  public Actor actor() {
    if (has(Roles.CLIENT)) {
      return new Actor(Actor.CLIENT, client().orElse(subject()));
    }
    if (has(Roles.SERVICE)) {
      return new Actor(Actor.SERVICE, subject());
    }
    if (has(Roles.ASSISTANT)) {
      return new Actor(Actor.ASSISTANT, subject());
    }
    return new Actor(has(Roles.BACKEND) ? Actor.BACKEND : Actor.USER, subject());
  }

  private Optional<String> claim(String name) {
    if (identity.getPrincipal() instanceof OidcJwtCallerPrincipal oidc) {
      return Optional.ofNullable(oidc.getClaim(name)).map(Object::toString);
    }
    if (identity.getPrincipal() instanceof JsonWebToken jwt) {
      return Optional.ofNullable(jwt.getClaim(name)).map(Object::toString);
    }
    return Optional.empty();
  }
}
