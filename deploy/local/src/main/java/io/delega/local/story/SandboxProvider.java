package io.delega.local.story;

import io.delega.local.Env;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sandbox as the story's provider. */
public final class SandboxProvider implements StoryProvider {
  private static final String NOWHERE = "http://localhost:9/nowhere";
  private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");

  private final Env.Sandbox sandbox;
  private final Http http;

  public SandboxProvider(Env.Sandbox sandbox, Http http) {
    this.sandbox = sandbox;
    this.http = http;
  }

  @Override
  public String name() {
    return "the sandbox";
  }

  @Override
  public Map<String, Object> integration() {
    return Map.of(
        "provider",
        "sandbox",
        "oauth",
        Map.of("clientId", sandbox.clientId()),
        "settings",
        Map.of("baseUrl", sandbox.url()));
  }

  @Override
  public String clientSecret() {
    return sandbox.clientSecret();
  }

  /** The sandbox's default app may be called back anywhere on this machine. */
  @Override
  public void allowRedirect(String redirectUri) {}

  @Override
  public List<Map<String, Object>> permissions() {
    return List.of(
        Map.of(
            "operation",
            "mail.messages.list",
            "resources",
            Map.of("mailbox", List.of("support@example.test"))));
  }

  @Override
  public void logIn(Browser browser) {
    browser.press(
        "action", "login", Map.of("user", sandbox.user(), "password", sandbox.password()));
    browser.press("decision", "allow", Map.of());
  }

  @Override
  public String allowedPath() {
    return "/mail/support%40example.test/messages";
  }

  @Override
  public String expectedText() {
    return "Printer on fire";
  }

  @Override
  public String forbiddenPath() {
    return "/mail/info%40example.test/messages";
  }

  @Override
  public void expireAccessTokens() {
    http.send(post("/control/expire-access-tokens", Map.of())).expect(200, "the sandbox's switch");
  }

  /** The path of the API below the sandbox's address. */
  public String apiPath() {
    return "/api/v1";
  }

  /** An access token of our own, without Delega: what a direct call carries. */
  public String accessToken() {
    String verifier = "a-verifier-of-our-own-that-is-long-enough-for-anybody";
    Browser browser = new Browser(http, "en");
    browser.open(
        sandbox.url()
            + "/oauth/authorize?"
            + Http.form(
                Map.of(
                    "response_type", "code",
                    "client_id", sandbox.clientId(),
                    "redirect_uri", NOWHERE,
                    "scope", "mail.read",
                    "state", "none",
                    "code_challenge", challenge(verifier),
                    "code_challenge_method", "S256")));
    browser.stopBefore(NOWHERE);
    logIn(browser);
    Matcher code = CODE.matcher(browser.address().toString());
    if (!code.find()) {
      throw new StoryException("the sandbox gave no code");
    }
    Map<String, String> exchange =
        Map.of(
            "grant_type",
            "authorization_code",
            "code",
            code.group(1),
            "redirect_uri",
            NOWHERE,
            "code_verifier",
            verifier);
    String login = sandbox.clientId() + ":" + sandbox.clientSecret();
    return http.send(
            post("/oauth/token", exchange)
                .header(
                    "Authorization",
                    "Basic "
                        + Base64.getEncoder()
                            .encodeToString(login.getBytes(StandardCharsets.UTF_8))))
        .expect(200, "a token of the sandbox")
        .json()
        .get("access_token")
        .asText();
  }

  private HttpRequest.Builder post(String path, Map<String, String> form) {
    return HttpRequest.newBuilder(URI.create(sandbox.url() + path))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(Http.form(form)));
  }

  private static String challenge(String verifier) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
