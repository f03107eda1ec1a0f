package io.delega.tokenvault.scheme;

import io.delega.keys.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request to a token endpoint, without the app's own authentication.
 *
 * @param form its parameters
 * @param own the app to authenticate as, where it is not the integration's
 */
public record TokenRequest(Map<String, Secret> form, Optional<OwnApp> own) {
  public TokenRequest {
    form = Map.copyOf(form);
  }

  /** An OAuth app that the client brought. */
  public record OwnApp(String clientId, Secret secret) {}

  /**
   * Under which terms a token is asked for.
   *
   * @param tokenUrl the endpoint
   * @param scopes what to ask for
   * @param scopeSeparator between scopes
   * @param now the present
   */
  public record Terms(URI tokenUrl, List<String> scopes, String scopeSeparator, Instant now) {
    Optional<Secret> scope() {
      return scopes.isEmpty()
          ? Optional.empty()
          : Optional.of(Secret.of(String.join(scopeSeparator, scopes)));
    }
  }
}
