package io.delega.local.story;

import io.delega.local.Env;
import java.util.List;
import java.util.Map;

/** The sandbox as the story's provider. */
public final class SandboxProvider implements StoryProvider {
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
    browser.submit("form", Map.of("user", sandbox.user(), "password", sandbox.password()));
  }

  @Override
  public String allowedPath() {
    return "/mail/support%40example.test/messages";
  }

  @Override
  public String expectedText() {
    return "support";
  }

  @Override
  public String forbiddenPath() {
    return "/mail/info%40example.test/messages";
  }

  @Override
  public void expireAccessTokens() {}

  /** The path of the API below the sandbox's address. */
  public String apiPath() {
    return "/api/v1";
  }

  /** An access token of our own, without Delega. */
  public String accessToken() {
    return "";
  }
}
