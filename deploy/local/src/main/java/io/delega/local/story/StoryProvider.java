package io.delega.local.story;

import java.util.List;
import java.util.Map;

/** What the story needs to know of a provider: an OAuth app there, and a person's account. */
public interface StoryProvider {
  /** Its name for people. */
  String name();

  /** The body of {@code POST /v1/integrations}. */
  Map<String, Object> integration();

  /** The OAuth app's secret, for the write-only call. */
  String clientSecret();

  /** Tells the provider where it may send people back to. */
  void allowRedirect(String redirectUri);

  /** What the assistant asks for: {@code [{operation, resources}]}. */
  List<Map<String, Object>> permissions();

  /** Logs the person in at the provider and agrees there; ends back at Delega. */
  void logIn(Browser browser);

  /** A path that the permissions allow. */
  String allowedPath();

  /** A text that the provider's answer to it contains. */
  String expectedText();

  /** A path of another resource than those that were asked for. */
  String forbiddenPath();

  /** Makes the access tokens that this provider gave out expire now. */
  void expireAccessTokens();
}
