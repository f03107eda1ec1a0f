package io.delega.tokenvault.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.delega.api.ProblemException;
import io.delega.contracts.EventJson;
import io.delega.keys.Secret;
import io.delega.tokenvault.credential.ProviderProfile;
import io.delega.tokenvault.outbound.NoAnswerException;
import io.delega.tokenvault.outbound.ProviderAnswer;
import io.delega.tokenvault.outbound.ProviderHttp;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** Pushes an authorization request to the provider before the browser goes there (RFC 9126). */
@ApplicationScoped
class PushedRequest {
  private static final Logger LOG = Logger.getLogger(PushedRequest.class);

  private final ProviderHttp http;
  private final Clock clock;

  @Inject
  PushedRequest(ProviderHttp http, Clock clock) {
    this.http = http;
    this.clock = clock;
  }

  /**
   * What is left for the authorization URL: the request's reference, or all of it where the
   * provider takes no pushed requests.
   *
   * <p>Fails with 502 {@code provider_unavailable} or 422 {@code exchange_refused}.
   */
  Uni<Map<String, String>> push(
      ProviderProfile profile, ClientApp app, Map<String, String> parameters) {
    if (profile.pushedAuthorizationUrl().isEmpty()) {
      return Uni.createFrom().item(parameters);
    }
    URI url = profile.pushedAuthorizationUrl().get();
    Map<String, Secret> headers = new LinkedHashMap<>();
    Map<String, Secret> form = new LinkedHashMap<>();
    parameters.forEach((name, value) -> form.put(name, Secret.of(value)));
    app.authenticate(profile, url, clock.instant(), headers, form);
    return http.postForm(url, headers, form)
        .onFailure(NoAnswerException.class)
        .transform(e -> unavailable())
        .map(answer -> reference(app, answer));
  }

  private static Map<String, String> reference(ClientApp app, ProviderAnswer answer) {
    JsonNode body = tree(answer.text());
    String reference = body.path("request_uri").asText("");
    if (answer.ok() && !reference.isBlank()) {
      Map<String, String> left = new LinkedHashMap<>();
      left.put("client_id", app.clientId());
      left.put("request_uri", reference);
      return left;
    }
    LOG.infof("A pushed authorization request was answered with %d", answer.status());
    if (answer.ok() || answer.status() >= 500 || answer.status() == 429) {
      throw unavailable();
    }
    throw new ProblemException(
        422, "exchange_refused", "The provider did not accept the authorization request.");
  }

  private static ProblemException unavailable() {
    return new ProblemException(
        502, "provider_unavailable", "The provider does not answer. Try again in a moment.");
  }

  private static JsonNode tree(String json) {
    try {
      return EventJson.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      return EventJson.mapper().createObjectNode();
    }
  }
}
