package io.delega.tokenvault.scheme;

import io.delega.keys.Secret;
import java.util.Map;

/** An access token in its header (RFC 6750, section 2.1). */
final class Bearer {
  private Bearer() {}

  static void inject(Secret access, Map<String, Secret> headers) {
    headers.put("Authorization", Secret.of("Bearer " + access.reveal()));
  }
}
