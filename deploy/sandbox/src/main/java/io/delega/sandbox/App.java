package io.delega.sandbox;

import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * An OAuth app that somebody registered here.
 *
 * @param secretHash the secret is shown once, when the app is registered
 * @param redirectUris compared exactly
 * @param playful also takes any callback on loopback or below the configured address
 */
record App(String clientId, String secretHash, List<String> redirectUris, boolean playful) {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  boolean allows(String redirectUri, String publicUrl) {
    if (redirectUris.contains(redirectUri)) {
      return true;
    }
    if (!playful) {
      return false;
    }
    try {
      URI uri = new URI(redirectUri);
      boolean plain = uri.getFragment() == null && uri.getUserInfo() == null;
      boolean loopback = "http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost());
      return plain && (loopback || (publicUrl != null && redirectUri.startsWith(publicUrl + "/")));
    } catch (java.net.URISyntaxException e) {
      return false;
    }
  }
}
