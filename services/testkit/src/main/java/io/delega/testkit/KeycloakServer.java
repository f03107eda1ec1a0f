package io.delega.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real Keycloak from its distribution, on loopback, with the realm {@code customers}: a
 * confidential client that must use PKCE, refresh tokens that rotate, access tokens that live for
 * seconds, and one person. Everything it keeps goes away with it.
 */
public final class KeycloakServer implements AutoCloseable {
  /** The realm that stands for a third-party platform. */
  public static final String REALM = "customers";

  /** The OAuth app registered there. */
  public static final String CLIENT = "delega-app";

  /**
   * An OAuth app that signs for itself, must push its authorization requests, and whose tokens are
   * bound to a key (DPoP).
   */
  public static final String SIGNING_CLIENT = "delega-signing-app";

  /** An OAuth app that acts for itself; it has the other app's secret and may read users. */
  public static final String MACHINE_CLIENT = "delega-machine";

  /** Who has an account there. */
  public static final String USER = "demo-person";

  /** How long an access token lives. */
  public static final Duration ACCESS_TOKEN_LIFE = Duration.ofSeconds(10);

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String ADMIN = "admin";

  private final Process process;
  private final Path folder;
  private final String baseUrl;
  private final String clientSecret;
  private final String password;
  private final String adminPassword;
  private final KeyPair signingKey;
  private final HttpClient http = HttpClient.newHttpClient();

  private KeycloakServer(
      Process process, Path folder, String baseUrl, String[] secrets, KeyPair signingKey) {
    this.process = process;
    this.folder = folder;
    this.baseUrl = baseUrl;
    this.clientSecret = secrets[0];
    this.password = secrets[1];
    this.adminPassword = secrets[2];
    this.signingKey = signingKey;
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param distribution the unpacked distribution; it is copied, never changed
   */
  public static KeycloakServer start(Path distribution) {
    Path folder = Folders.temporary("keycloak");
    try {
      Path home = folder.resolve("keycloak");
      copy(distribution, home);
      int port = Ports.orFree(0);
      String baseUrl = "http://localhost:" + port;
      String[] secrets = {secret("client"), secret("password"), secret("admin")};
      Path imports = Files.createDirectories(home.resolve("data/import"));
      KeyPair signingKey = rsa();
      Files.writeString(
          imports.resolve(REALM + "-realm.json"), realm(secrets[0], secrets[1], signingKey));
      KeycloakServer server =
          new KeycloakServer(
              launch(home, folder.resolve("keycloak.log"), port, baseUrl, secrets[2]),
              folder,
              baseUrl,
              secrets,
              signingKey);
      server.awaitReady();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Process launch(Path home, Path log, int port, String baseUrl, String adminPassword)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "bash",
            home.resolve("bin/kc.sh").toString(),
            "start-dev",
            "--http-host=127.0.0.1",
            "--http-port=" + port,
            "--hostname=" + baseUrl,
            "--db=dev-mem",
            "--import-realm");
    builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN);
    builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", adminPassword);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx400m");
    builder.environment().put("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1");
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private static String secret(String kind) {
    return "keycloak-" + kind + "-" + UUID.randomUUID();
  }

  private static KeyPair rsa() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The public key as a JWK set (RFC 7517), quoted for its place in a JSON text. */
  private static String jwks(RSAPublicKey key) {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    byte[] modulus = key.getModulus().toByteArray();
    int sign = modulus[0] == 0 ? 1 : 0;
    return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"signing\",\"n\":\"%s\",\"e\":\"%s\"}]}"
        .formatted(
            base64.encodeToString(Arrays.copyOfRange(modulus, sign, modulus.length)),
            base64.encodeToString(key.getPublicExponent().toByteArray()))
        .replace("\"", "\\\"");
  }

  private static String realm(String clientSecret, String password, KeyPair signingKey) {
    return """
    {"realm": "%s", "enabled": true, "sslRequired": "none", "accessTokenLifespan": %d,
     "revokeRefreshToken": true, "refreshTokenMaxReuse": 0,
     "clients": [{"clientId": "%s", "enabled": true, "publicClient": false, "secret": "%s",
       "standardFlowEnabled": true, "fullScopeAllowed": true, "redirectUris": [],
       "attributes": {"pkce.code.challenge.method": "S256"}},
      {"clientId": "%s", "enabled": true, "publicClient": false,
       "clientAuthenticatorType": "client-jwt",
       "standardFlowEnabled": true, "fullScopeAllowed": true, "redirectUris": [],
       "attributes": {"pkce.code.challenge.method": "S256", "use.jwks.string": "true",
         "jwks.string": "%s", "token.endpoint.auth.signing.alg": "RS256",
         "dpop.bound.access.tokens": "true",
         "require.pushed.authorization.requests": "true"}},
      {"clientId": "%s", "enabled": true, "publicClient": false, "secret": "%s",
       "standardFlowEnabled": false, "serviceAccountsEnabled": true, "fullScopeAllowed": true}],
     "users": [{"username": "service-account-%s", "enabled": true,
       "serviceAccountClientId": "%s", "clientRoles": {"realm-management": ["view-users"]}},
      {"username": "%s", "enabled": true, "email": "demo-person@example.test",
       "emailVerified": true, "firstName": "Demo", "lastName": "Person",
       "credentials": [{"type": "password", "value": "%s"}],
       "clientRoles": {"realm-management": ["view-users"]}}]}
    """
        .formatted(
            REALM,
            ACCESS_TOKEN_LIFE.toSeconds(),
            CLIENT,
            clientSecret,
            SIGNING_CLIENT,
            jwks((RSAPublicKey) signingKey.getPublic()),
            MACHINE_CLIENT,
            clientSecret,
            MACHINE_CLIENT,
            MACHINE_CLIENT,
            USER,
            password);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path source : (Iterable<Path>) all::iterator) {
        Path target = to.resolve(from.relativize(source).toString());
        if (Files.isDirectory(source)) {
          Files.createDirectories(target);
        } else {
          Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private void awaitReady() {
    long until = System.nanoTime() + PATIENCE.toNanos();
    String ready = "/realms/" + REALM + "/.well-known/openid-configuration";
    while (System.nanoTime() - until < 0) {
      if (!process.isAlive()) {
        throw new IllegalStateException("Keycloak ended: " + lastLines());
      }
      if (status(ready) == 200) {
        return;
      }
    }
    String lines = lastLines();
    close();
    throw new IllegalStateException("Keycloak was not ready in time: " + lines);
  }

  private int status(String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(baseUrl + path))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      // Not listening yet; ask again after a breath.
      process.onExit().completeOnTimeout(process, 300, TimeUnit.MILLISECONDS).join();
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private String lastLines() {
    try (Stream<String> lines = Files.lines(folder.resolve("keycloak.log"))) {
      return lines.collect(Collectors.joining("\n"));
    } catch (IOException e) {
      return "no log";
    }
  }

  /** Without a trailing slash. */
  public String baseUrl() {
    return baseUrl;
  }

  /** The app's secret. */
  public String clientSecret() {
    return clientSecret;
  }

  /** The private key of {@link #SIGNING_CLIENT}, PKCS #8 in PEM. */
  public String signingKey() {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(signingKey.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  /** The person's password. */
  public String password() {
    return password;
  }

  /** Registers the one address that an app may be called back at. */
  public void allowRedirect(String app, String redirectUri) {
    String token = adminToken();
    String clients = "/admin/realms/" + REALM + "/clients";
    String found = send(request(clients + "?clientId=" + app, token).GET(), 200);
    String id = Json.read(found).get(0).get("id").asText();
    String change = "{\"clientId\": \"%s\", \"redirectUris\": [\"%s\"]}";
    send(
        request(clients + "/" + id, token)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(change.formatted(app, redirectUri))),
        204);
  }

  private String adminToken() {
    String form =
        Map.of(
                "grant_type",
                "password",
                "client_id",
                "admin-cli",
                "username",
                ADMIN,
                "password",
                adminPassword)
            .entrySet()
            .stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    String answer =
        send(
            HttpRequest.newBuilder(
                    URI.create(baseUrl + "/realms/master/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)),
            200);
    return Json.read(answer).get("access_token").asText();
  }

  private HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(URI.create(baseUrl + path))
        .header("Authorization", "Bearer " + token);
  }

  private String send(HttpRequest.Builder request, int expected) {
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != expected) {
        throw new IllegalStateException(
            "Keycloak answers with status " + answer.statusCode() + " instead of " + expected);
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Folders.delete(folder);
  }
}
