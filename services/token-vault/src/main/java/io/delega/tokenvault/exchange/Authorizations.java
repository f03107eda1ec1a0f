package io.delega.tokenvault.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.delega.api.ProblemException;
import io.delega.catalogue.Catalogue;
import io.delega.catalogue.InvalidDefinitionException;
import io.delega.catalogue.ProviderDefinition;
import io.delega.keys.DataKeys;
import io.delega.keys.Secret;
import io.delega.keys.WrappedKey;
import io.delega.tokenvault.VaultConfig;
import io.delega.tokenvault.credential.ProviderProfile;
import io.delega.tokenvault.integration.IntegrationSecrets;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Begins attempts: makes and keeps the PKCE verifier, or a one-time ticket for keys. */
@ApplicationScoped
class Authorizations {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String VERIFIER = "pkce-verifier";

  private final Attempts attempts;
  private final IntegrationSecrets secrets;
  private final PushedRequest pushed;
  private final DataKeys keys;
  private final VaultConfig config;
  private final Clock clock;

  @Inject
  Authorizations(
      Attempts attempts,
      IntegrationSecrets secrets,
      PushedRequest pushed,
      DataKeys keys,
      VaultConfig config,
      Clock clock) {
    this.attempts = attempts;
    this.secrets = secrets;
    this.pushed = pushed;
    this.keys = keys;
    this.config = config;
    this.clock = clock;
  }

  /** How the client goes on: an authorization URL for OAuth, a ticket otherwise. */
  record Start(Optional<String> authorizationUrl, Optional<String> ticket) {}

  /** Begins an attempt, or answers for the one that has begun. */
  Uni<Start> start(AuthorizationRequest request) {
    JsonNode definition = resolved(request);
    ProviderProfile profile = ProviderProfile.of(definition);
    return profile.scheme().redirects()
        ? startOauth(request, definition, profile)
        : startTyped(request, definition, profile);
  }

  /** The definition with its settings filled in, as it is kept for the connection's life. */
  private static JsonNode resolved(AuthorizationRequest request) {
    try {
      ProviderDefinition given = Catalogue.parse(request.definition());
      return Catalogue.toJson(
          given.settings().isEmpty() ? given : given.resolve(request.integration().settings()));
    } catch (InvalidDefinitionException e) {
      throw ProblemException.invalid("definition", e.getMessage());
    }
  }

  private Uni<Start> startOauth(
      AuthorizationRequest request, JsonNode definition, ProviderProfile profile) {
    AuthorizationRequest.Integration integration = request.integration();
    required("state", request.state());
    required("integration.clientId", integration.clientId());
    required("integration.redirectUri", integration.redirectUri());
    if (profile.authorizationUrl().isEmpty() || profile.tokenUrl().isEmpty()) {
      throw ProblemException.invalid("definition", "has no authorizationUrl or tokenUrl");
    }
    return secrets
        .app(request.agency(), integration.id(), integration.clientId())
        .invoke(app -> requireSecret(app, profile))
        .chain(
            app ->
                verifier(request, definition, profile)
                    .map(
                        verifier ->
                            AuthorizationUrl.parameters(
                                profile,
                                integration.clientId(),
                                integration.redirectUri(),
                                integration.scopes(),
                                request.state(),
                                verifier))
                    .chain(parameters -> pushed.push(profile, app, parameters)))
        .map(
            parameters ->
                new Start(Optional.of(AuthorizationUrl.of(profile, parameters)), Optional.empty()));
  }

  /** Where the integration's own app is all it takes, its secret must be there. */
  private Uni<Start> startTyped(
      AuthorizationRequest request, JsonNode definition, ProviderProfile profile) {
    AuthorizationRequest.Integration integration = request.integration();
    boolean byApp = profile.scheme().exchanges() && integration.clientId() != null;
    Uni<Void> ready =
        byApp
            ? secrets
                .app(request.agency(), integration.id(), integration.clientId())
                .invoke(app -> requireSecret(app, profile))
                .replaceWithVoid()
            : Uni.createFrom().voidItem();
    return ready.chain(() -> startTicket(request, definition, profile));
  }

  private static void requireSecret(ClientApp app, ProviderProfile profile) {
    if (!app.fits(profile)) {
      throw ProblemException.conflict(
          "integration_secret_missing",
          "private-key-jwt".equals(profile.clientAuthentication())
              ? "The integration's secret must be a private key, as a JWK or as PKCS #8 in PEM;"
                  + " set it with PUT …/secret."
              : "The integration has no client secret yet; set it with PUT …/secret.");
    }
  }

  /** The verifier of the attempt, made now when it is new. */
  private Uni<Secret> verifier(
      AuthorizationRequest request, JsonNode definition, ProviderProfile profile) {
    return attempts
        .find(request.attempt())
        .chain(
            found ->
                found.isPresent()
                    ? verifierOf(same(found.get(), request))
                    : newVerifier(request, definition, profile));
  }

  /** The verifier of an open attempt. */
  Uni<Secret> verifierOf(AuthorizationAttempt attempt) {
    return keys.use(
        WrappedKey.parse(attempt.wrappedKey),
        attempt.keyContext(),
        key -> key.open(VERIFIER, attempt.verifier));
  }

  private Uni<Secret> newVerifier(
      AuthorizationRequest request, JsonNode definition, ProviderProfile profile) {
    AuthorizationAttempt fresh = attempt(request, definition, profile);
    Secret verifier = Secret.of(new CodeVerifier().getValue());
    return keys.create(
            fresh.keyContext(),
            created -> {
              fresh.wrappedKey = created.wrapped().toString();
              fresh.verifier = created.key().seal(VERIFIER, verifier);
              return fresh;
            })
        .chain(attempts::add)
        .replaceWith(verifier);
  }

  private Uni<Start> startTicket(
      AuthorizationRequest request, JsonNode definition, ProviderProfile profile) {
    byte[] random = new byte[32];
    RANDOM.nextBytes(random);
    String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    return attempts
        .find(request.attempt())
        .chain(
            found -> {
              if (found.isPresent()) {
                same(found.get(), request);
                return attempts
                    .change(request.attempt(), a -> a.ticketHash = hash(ticket))
                    .replaceWithVoid();
              }
              AuthorizationAttempt fresh = attempt(request, definition, profile);
              fresh.ticketHash = hash(ticket);
              return attempts.add(fresh);
            })
        .replaceWith(new Start(Optional.empty(), Optional.of(ticket)));
  }

  private AuthorizationAttempt attempt(
      AuthorizationRequest request, JsonNode definition, ProviderProfile profile) {
    Instant now = clock.instant();
    AuthorizationRequest.Integration integration = request.integration();
    AuthorizationAttempt fresh = new AuthorizationAttempt();
    fresh.attempt = request.attempt();
    fresh.agency = request.agency();
    fresh.client = request.client();
    fresh.connection = request.connection();
    fresh.integration = integration.id();
    fresh.provider = integration.provider();
    fresh.mode = profile.mode();
    fresh.status = AuthorizationAttempt.STARTED;
    fresh.clientId = integration.clientId();
    fresh.redirectUri = integration.redirectUri();
    fresh.scopes = String.join(" ", integration.scopes());
    fresh.definition = definition.toString();
    fresh.createdAt = now;
    fresh.expiresAt = now.plus(config.attemptLifetime());
    return fresh;
  }

  private AuthorizationAttempt same(AuthorizationAttempt found, AuthorizationRequest request) {
    if (!found.agency.equals(request.agency())
        || !found.connection.equals(request.connection())
        || !found.integration.equals(request.integration().id())) {
      throw ProblemException.conflict("attempt_taken", "The attempt's id is already used.");
    }
    if (!found.open(clock.instant())) {
      throw ProblemException.conflict("attempt_over", "The attempt has ended; begin another.");
    }
    return found;
  }

  private static void required(String field, String value) {
    if (value == null || value.isBlank()) {
      throw ProblemException.invalid(field, "must not be empty");
    }
  }

  static byte[] hash(String ticket) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(ticket.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
