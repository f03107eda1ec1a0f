package io.delega.tokenvault.credential;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.delega.contracts.EventJson;
import io.delega.keys.Secret;
import io.delega.tokenvault.scheme.AuthenticationScheme;
import io.delega.tokenvault.scheme.DpopKey;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the vault needs of a provider's resolved definition. Read tolerantly: it was checked when it
 * came in, and a stored one must stay readable when checks become stricter.
 *
 * @param mode oauth2, api-key, basic, …
 * @param pkce required, supported or unsupported
 * @param clientAuthentication basic, post, private-key-jwt or none
 * @param refreshReuse whether a token may be asked for again after an answer was lost
 * @param scopeSeparator between scopes in requests; a space unless declared
 * @param authorizationParameters fixed parameters of the authorization URL
 * @param hosts where the credential may go
 * @param pushedAuthorizationUrl where the authorization request is pushed first (RFC 9126)
 * @param dpop whether tokens are bound to a key: required, supported or unsupported (RFC 9449)
 * @param scheme how it authenticates
 */
public record ProviderProfile(
    String mode,
    Optional<URI> authorizationUrl,
    Optional<URI> tokenUrl,
    Optional<URI> revocationUrl,
    String pkce,
    String clientAuthentication,
    boolean refreshReuse,
    String scopeSeparator,
    Map<String, String> authorizationParameters,
    URI baseUrl,
    Set<String> hosts,
    Optional<Probe> probe,
    Optional<URI> pushedAuthorizationUrl,
    String dpop,
    AuthenticationScheme scheme) {

  /** A harmless call that tells whether a credential works. */
  public record Probe(String method, String path) {}

  /** The profile of a stored credential. */
  public static ProviderProfile of(CredentialRow row) {
    return of(tree(row.definition));
  }

  /** The profile of a definition. */
  public static ProviderProfile of(JsonNode definition) {
    JsonNode auth = definition.path("auth");
    JsonNode api = definition.path("api");
    AuthenticationScheme scheme = AuthenticationScheme.of(auth);
    URI baseUrl =
        url(api, "baseUrl")
            .orElseThrow(() -> new IllegalArgumentException("the definition has no api.baseUrl"));
    return new ProviderProfile(
        auth.path("mode").asText("oauth2"),
        url(auth, "authorizationUrl"),
        url(auth, "tokenUrl"),
        url(auth, "revocationUrl"),
        auth.path("pkce").asText("supported"),
        auth.path("clientAuthentication").asText("basic"),
        scheme.repeatable() || auth.path("refreshReuse").asBoolean(false),
        auth.path("scopeSeparator").asText(" "),
        texts(auth.path("authorizationParameters")),
        baseUrl,
        hosts(api, baseUrl),
        probe(api.path("probe")),
        url(auth, "pushedAuthorizationRequestUrl"),
        auth.path("dpop").asText("unsupported"),
        scheme);
  }

  /** What to add to one call, for what was opened of the row. */
  Injection inject(CredentialRow row, CredentialSeal.Opened opened) {
    Map<String, Secret> headers = new LinkedHashMap<>();
    Map<String, Secret> query = new LinkedHashMap<>();
    Optional<DpopKey> bound = opened.dpopKey().map(DpopKey::of);
    if (bound.isPresent()) {
      headers.put("Authorization", Secret.of("DPoP " + opened.access().reveal()));
    } else {
      scheme.inject(opened.access(), headers, query);
    }
    return new Injection(row.generation, row.version, headers, query, baseUrl, hosts)
        .provenBy(bound, opened.access());
  }

  static JsonNode tree(String json) {
    try {
      return EventJson.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      // Without the cause: its message can repeat the text, which may be secret.
      throw new IllegalStateException("stored JSON cannot be read");
    }
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
    return texts;
  }

  private static Optional<URI> url(JsonNode parent, String name) {
    String text = parent.path(name).asText("");
    return text.isEmpty() ? Optional.empty() : Optional.of(URI.create(text));
  }

  private static Set<String> hosts(JsonNode api, URI baseUrl) {
    Set<String> hosts = new LinkedHashSet<>();
    api.path("hosts").forEach(h -> hosts.add(h.asText().toLowerCase(Locale.ROOT)));
    if (hosts.isEmpty()) {
      String host = baseUrl.getHost().toLowerCase(Locale.ROOT);
      hosts.add(baseUrl.getPort() < 0 ? host : host + ":" + baseUrl.getPort());
    }
    return Set.copyOf(hosts);
  }

  private static Optional<Probe> probe(JsonNode probe) {
    return probe.hasNonNull("path")
        ? Optional.of(new Probe(probe.path("method").asText("GET"), probe.path("path").asText()))
        : Optional.empty();
  }
}
