package io.delega.testkit;

import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.token.KeyProvider;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;

/**
 * A development OIDC issuer (mock-oauth2-server), on loopback only: it checks its clients' secrets
 * but asks no person for a password.
 */
public final class DevIssuer implements AutoCloseable {
  static final String ID = "delega";
  static final String AUDIENCE = "delega";

  private static final Duration LIFETIME = Duration.ofMinutes(15);

  private final MockOAuth2Server server;
  private final OAuth2TokenProvider tokens;
  private final DevSecrets secrets;
  private final String issuer;

  private DevIssuer(
      MockOAuth2Server server, OAuth2TokenProvider tokens, DevSecrets secrets, String issuer) {
    this.server = server;
    this.tokens = tokens;
    this.secrets = secrets;
    this.issuer = issuer;
  }

  /** An OIDC client; agency is null for a service and for the console. */
  public record Client(String id, String secret, String subject, String agency, String role) {
    @Override
    public String toString() {
      return id;
    }
  }

  /** Starts one with a new key and new secrets; port zero for a free one. */
  public static DevIssuer start(int port) {
    return start(null, port);
  }

  /**
   * Starts one.
   *
   * @param data where its signing key and its clients' secrets stay; null for nowhere
   * @param port zero for a free one
   */
  public static DevIssuer start(Path data, int port) {
    DevSecrets secrets = DevSecrets.in(data);
    OAuth2TokenProvider tokens = tokens(secrets);
    OAuth2Config config =
        new OAuth2Config(
            true,
            null,
            null,
            true,
            tokens,
            Set.of(new DevTokens(LIFETIME.toSeconds())),
            new DevHttp());
    MockOAuth2Server server =
        new MockOAuth2Server(config, new DevClientGate(secrets), new DevLogin());
    int listening = Ports.orFree(port);
    server.start(InetAddress.getLoopbackAddress(), listening);
    return new DevIssuer(server, tokens, secrets, "http://localhost:" + listening + "/" + ID);
  }

  /** One that runs elsewhere in this JVM, by its handle; closing it does nothing. */
  static DevIssuer attached(String handle) {
    String[] parts = handle.split(" ", 2);
    DevSecrets secrets = DevSecrets.parse(parts[1]);
    return new DevIssuer(null, tokens(secrets), secrets, parts[0]);
  }

  String handle() {
    return issuer + " " + secrets.handle();
  }

  private static OAuth2TokenProvider tokens(DevSecrets secrets) {
    return new OAuth2TokenProvider(new KeyProvider(List.<JWK>of(secrets.key()), "RS256"));
  }

  /** The issuer's identifier, which is also its base URL. */
  public String issuer() {
    return issuer;
  }

  public String tokenEndpoint() {
    return issuer + "/token";
  }

  /** Every client that may ask for a token, by its id. */
  public Map<String, Client> clients() {
    Map<String, Client> clients = new TreeMap<>();
    DevRegistry.clients()
        .forEach(
            (id, identity) ->
                clients.put(
                    id,
                    new Client(
                        id,
                        secrets.ofClients().get(id),
                        identity.subject(),
                        identity.agency(),
                        identity.role())));
    String console = DevRegistry.CONSOLE;
    clients.put(console, new Client(console, secrets.ofClients().get(console), null, null, null));
    return clients;
  }

  /** The secret of a client. */
  public String secret(String clientId) {
    return secrets.ofClients().get(clientId);
  }

  /**
   * An access token by client credentials, asked for over HTTP.
   *
   * @throws IllegalArgumentException when the issuer refuses
   */
  public String token(String clientId) {
    String form =
        "grant_type=client_credentials&client_id="
            + clientId
            + "&client_secret="
            + secrets.ofClients().getOrDefault(clientId, "");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(tokenEndpoint()))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalArgumentException(clientId + " gets no token: " + answer.body());
      }
      return Json.read(answer.body()).get("access_token").asText();
    } catch (IOException e) {
      throw new IllegalStateException("the issuer does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A token of this issuer for the platform with these claims in place of the usual ones. */
  public String jwt(Map<String, Object> claims) {
    return jwt(claims, LIFETIME);
  }

  /** The same with a lifetime of its own; a negative one gives an expired token. */
  public String jwt(Map<String, Object> claims, Duration lifetime) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("iss", issuer);
    all.put("aud", AUDIENCE);
    all.put("jti", UUID.randomUUID().toString());
    all.putAll(claims);
    return tokens.jwt(all, lifetime, ID).serialize();
  }

  @Override
  public void close() {
    if (server != null) {
      server.shutdown();
    }
  }
}
