package io.delega.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An OAuth app at the sandbox and the browser of the person who uses it, over HTTP. */
final class DemoApp {
  static final String CALLBACK = "https://app.example.test/callback?from=sandbox";
  static final String VERIFIER = "a-verifier-of-at-least-forty-three-characters-0123";
  static final String EVERYTHING =
      "mail.read mail.send contacts.read contacts.write chatbots.read chatbots.write"
          + " offline_access";

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern REQUEST = Pattern.compile("name=\"request\" value=\"([^\"]+)\"");
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Sandbox sandbox;
  private final Sandbox.RegisteredApp app;

  /** Registers a new one, whose only return address is {@link #CALLBACK}. */
  DemoApp(Sandbox sandbox) {
    this(sandbox, sandbox.register(CALLBACK));
  }

  DemoApp(Sandbox sandbox, Sandbox.RegisteredApp app) {
    this.sandbox = sandbox;
    this.app = app;
  }

  /** What a connected app holds. */
  record Pair(String access, String refresh) {}

  DemoApp withSecret(String secret) {
    return new DemoApp(sandbox, new Sandbox.RegisteredApp(app.clientId(), secret));
  }

  /** The parameters of a proper authorization request, to be spoilt. */
  Map<String, String> request(String scope) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("response_type", "code");
    parameters.put("client_id", app.clientId());
    parameters.put("redirect_uri", CALLBACK);
    parameters.put("scope", scope);
    parameters.put("state", "demo-state");
    parameters.put("code_challenge", challenge(VERIFIER));
    parameters.put("code_challenge_method", "S256");
    return parameters;
  }

  HttpResponse<String> authorize(Map<String, String> parameters) {
    return get("/oauth/authorize?" + form(parameters));
  }

  HttpResponse<String> login(String page, String user, String password) {
    return post(
        "/oauth/login",
        Map.of("request", requestIn(page), "user", user, "password", password),
        null);
  }

  HttpResponse<String> decide(String page, String decision) {
    return post("/oauth/consent", Map.of("request", requestIn(page), "decision", decision), null);
  }

  /** Logs in and decides; where the browser is sent then. */
  URI decide(Map<String, String> parameters, String decision) {
    String login = authorize(parameters).body();
    String consent = login(login, sandbox.user(), sandbox.password()).body();
    return location(decide(consent, decision));
  }

  String code(String scope) {
    return parameters(decide(request(scope), "allow")).get("code");
  }

  /** The form of a proper exchange, to be spoilt. */
  Map<String, String> exchange(String code) {
    Map<String, String> form = new HashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", CALLBACK);
    form.put("code_verifier", VERIFIER);
    return form;
  }

  /** At the token endpoint, with the secret in the Basic header. */
  HttpResponse<String> token(Map<String, String> form) {
    return post("/oauth/token", form, basic());
  }

  HttpResponse<String> refresh(String refreshToken) {
    return token(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
  }

  HttpResponse<String> revoke(String token) {
    return post("/oauth/revoke", Map.of("token", token), basic());
  }

  Pair connect(String scope) {
    return pair(token(exchange(code(scope))));
  }

  Pair connect() {
    return connect(EVERYTHING);
  }

  static Pair pair(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode body = json(answer);
    return new Pair(body.path("access_token").asText(), body.path("refresh_token").asText(null));
  }

  /** A call of the API; token and body may be null. */
  HttpResponse<String> call(String method, String path, String token, String body) {
    HttpRequest.Builder request =
        to("/api/v1" + path)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return send(request);
  }

  HttpResponse<String> call(String path, Pair pair) {
    return call("GET", path, pair.access(), null);
  }

  /** Whether the API takes this access token. */
  boolean isGood(String accessToken) {
    return call("GET", "/me", accessToken, null).statusCode() == 200;
  }

  HttpResponse<String> get(String path) {
    return send(to(path));
  }

  HttpResponse<String> post(String path, Map<String, String> form, String authorization) {
    HttpRequest.Builder request =
        to(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form(form)));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return send(request);
  }

  HttpResponse<String> json(String method, String path, String body) {
    return send(
        to(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  String clientId() {
    return app.clientId();
  }

  String clientSecret() {
    return app.clientSecret();
  }

  private String basic() {
    String pair = encoded(app.clientId()) + ":" + encoded(app.clientSecret());
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(sandbox.url() + path)).timeout(PATIENCE);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static URI location(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return URI.create(answer.headers().firstValue("Location").orElseThrow());
  }

  /** The query of an address, decoded. */
  static Map<String, String> parameters(URI address) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String pair : address.getRawQuery().split("&", -1)) {
      String[] parts = pair.split("=", 2);
      assertThat(found.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8))).isNull();
    }
    return found;
  }

  static String challenge(String verifier) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Fingerprint.digest(verifier));
  }

  private static String requestIn(String page) {
    Matcher found = REQUEST.matcher(page);
    assertThat(found.find()).as(page).isTrue();
    return found.group(1);
  }

  private static String form(Map<String, String> form) {
    return form.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
