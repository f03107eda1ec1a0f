package io.delega.connect.page;

import io.delega.catalogue.InvalidDefinitionException;
import io.delega.catalogue.ProviderDefinition;
import io.delega.connect.session.ConnectSession;
import io.delega.connect.session.Connecting;
import java.util.Optional;

/**
 * A session as it is visited.
 *
 * @param setup empty when the agency has removed the integration
 */
record Visited(Visit visit, ConnectSession session, Words words, Optional<Connecting.Setup> setup) {

  String provider() {
    return setup.map(s -> s.provider().definition().name()).orElse("…");
  }

  String agency() {
    return session.agencyName;
  }

  boolean oauth() {
    return setup.map(s -> s.provider().oauth()).orElse(true);
  }

  /** The definition with the integration's settings; empty when they do not fit any more. */
  Optional<ProviderDefinition> resolved() {
    try {
      return setup.map(s -> s.provider().definition().resolve(s.integration().settings));
    } catch (InvalidDefinitionException e) {
      return Optional.empty();
    }
  }

  /** Where the button leads, for the page's policy; null for nowhere of its own. */
  String authorizationUrl() {
    return resolved().map(d -> d.auth().authorizationUrl()).orElse(null);
  }

  String language() {
    return words.language();
  }

  Texts texts() {
    return words.texts();
  }
}
