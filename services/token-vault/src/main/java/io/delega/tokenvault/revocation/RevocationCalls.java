package io.delega.tokenvault.revocation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.delega.contracts.EventJson;
import io.delega.keys.Secret;
import io.delega.tokenvault.credential.CredentialRow;
import io.delega.tokenvault.credential.ProviderProfile;
import io.delega.tokenvault.exchange.ClientApp;
import io.delega.tokenvault.exchange.TokenEndpoint;
import io.delega.tokenvault.outbound.NoAnswerException;
import io.delega.tokenvault.outbound.ProviderAnswer;
import io.delega.tokenvault.outbound.ProviderHttp;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The ways in which providers revoke, a closed set; a definition's {@code auth.revocationStyle}
 * names one for its {@code auth.revocationUrl}.
 *
 * <ul>
 *   <li>{@code rfc7009}: the default.
 *   <li>{@code application-grant}: {@code DELETE <url>/<client id>/grant} with the access token in
 *       JSON and the app's id and secret as Basic, as GitHub does.
 *   <li>{@code bearer}: {@code POST <url>} with the token that is to end as Bearer; JSON answers
 *       that say {@code "ok": false} or {@code "revoked": false} are refusals, unless the token is
 *       dead already, as with Slack (auth.revoke).
 * </ul>
 */
@ApplicationScoped
class RevocationCalls {
  private static final String RFC_7009 = "rfc7009";

  /** Refusals that say that the token is of no use any more: that is what was asked for. */
  private static final Set<String> DEAD =
      Set.of("invalid_auth", "token_revoked", "token_expired", "account_inactive");

  private final TokenEndpoint endpoint;
  private final ProviderHttp http;

  @Inject
  RevocationCalls(TokenEndpoint endpoint, ProviderHttp http) {
    this.endpoint = endpoint;
    this.http = http;
  }

  /** Whether the provider has a way at all. */
  boolean possible(CredentialRow row) {
    return "oauth2".equals(row.mode) && ProviderProfile.of(row).revocationUrl().isPresent();
  }

  /** Whether a refresh token can be revoked; the other ways end the grant by its access token. */
  boolean takesRefreshTokens(CredentialRow row) {
    return RFC_7009.equals(style(row));
  }

  /** Empty when the provider confirmed it, else the reason in a word. */
  Uni<Optional<String>> revoke(CredentialRow row, ClientApp app, Secret token, String hint) {
    ProviderProfile profile = ProviderProfile.of(row);
    URI url = profile.revocationUrl().orElseThrow();
    return switch (style(row)) {
      case RFC_7009 -> endpoint.revoke(profile, app, token, hint);
      case "application-grant" -> confirmed(applicationGrant(url, app, token));
      case "bearer" -> confirmed(bearer(url, token));
      default -> Uni.createFrom().item(Optional.of("http_501"));
    };
  }

  private Uni<ProviderAnswer> applicationGrant(URI url, ClientApp app, Secret token) {
    String client = URLEncoder.encode(app.clientId(), StandardCharsets.UTF_8);
    String pair = app.clientId() + ":" + app.secret().map(Secret::reveal).orElse("");
    String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    JsonNode body = EventJson.mapper().createObjectNode().put("access_token", token.reveal());
    return http.send(
        HttpMethod.DELETE,
        URI.create(url + "/" + client + "/grant"),
        Map.of(
            "Authorization",
            Secret.of("Basic " + basic),
            "Content-Type",
            Secret.of("application/json")),
        Optional.of(Secret.of(body.toString())));
  }

  private Uni<ProviderAnswer> bearer(URI url, Secret token) {
    return http.postForm(
        url, Map.of("Authorization", Secret.of("Bearer " + token.reveal())), Map.of());
  }

  private static Uni<Optional<String>> confirmed(Uni<ProviderAnswer> call) {
    return call.map(RevocationCalls::refusal)
        .onFailure(NoAnswerException.class)
        .recoverWithItem(e -> Optional.of("no_answer"));
  }

  private static Optional<String> refusal(ProviderAnswer answer) {
    if (!answer.ok()) {
      return Optional.of("http_" + answer.status());
    }
    if (!answer.text().startsWith("{")) {
      return Optional.empty();
    }
    JsonNode body = tree(answer.text());
    boolean revoked = body.path("ok").asBoolean(true) && body.path("revoked").asBoolean(true);
    return revoked || DEAD.contains(body.path("error").asText())
        ? Optional.empty()
        : Optional.of("not_confirmed");
  }

  private static String style(CredentialRow row) {
    return tree(row.definition).path("auth").path("revocationStyle").asText(RFC_7009);
  }

  private static JsonNode tree(String json) {
    try {
      return EventJson.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      // Without the cause: its message can repeat the text.
      throw new IllegalStateException("stored JSON cannot be read");
    }
  }
}
