package io.delega.tokenvault.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Map;

/**
 * What connect asks for when a client presses "Connect with …".
 *
 * @param connection its id; an existing one is connected anew
 * @param definition the provider's definition, kept as it is now for the connection's life
 * @param state bound to the client's browser by connect
 */
public record AuthorizationRequest(
    @NotBlank String attempt,
    @NotBlank String agency,
    @NotBlank String client,
    @NotBlank String connection,
    @NotNull @Valid Integration integration,
    @NotNull JsonNode definition,
    String state,
    String locale) {

  /** The agency's integration; {@code clientId} and {@code redirectUri} only for OAuth. */
  public record Integration(
      @NotBlank String id,
      @NotBlank String provider,
      String clientId,
      String redirectUri,
      List<String> scopes,
      Map<String, String> settings) {
    public Integration {
      scopes = scopes == null ? List.of() : List.copyOf(scopes);
      settings = settings == null ? Map.of() : Map.copyOf(settings);
    }
  }
}
