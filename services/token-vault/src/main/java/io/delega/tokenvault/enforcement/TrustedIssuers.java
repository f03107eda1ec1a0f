package io.delega.tokenvault.enforcement;

import io.delega.contracts.EnforcementState.Issuer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The issuers that agencies trust for their assistants. One thread applies records; any thread
 * reads.
 */
final class TrustedIssuers {
  static final String PREFIX = "issuer/";

  private final Map<String, Issuer> byKey = new ConcurrentHashMap<>();
  private final Map<Trust, Issuer> trusted = new ConcurrentHashMap<>();

  private record Trust(String agency, String issuer) {}

  /** What an agency's calls are verified by; the same object as long as nothing has changed. */
  Optional<Issuer> find(String agency, String issuer) {
    return Optional.ofNullable(trusted.get(new Trust(agency, issuer)));
  }

  /** Applies a record; false when it is not newer than what is known. */
  boolean apply(Issuer state) {
    Issuer known = byKey.get(state.key());
    if (known != null && known.version() >= state.version()) {
      return false;
    }
    withdraw(known);
    byKey.put(state.key(), state);
    if ("trusted".equals(state.state())) {
      trusted.put(trust(state), state);
    }
    return true;
  }

  /** What stood under the key is trusted no more; false when nothing did. */
  boolean remove(String key) {
    Issuer known = byKey.remove(key);
    withdraw(known);
    return known != null;
  }

  void clear() {
    byKey.clear();
    trusted.clear();
  }

  /** Only what is its own: another name may have taken the issuer over already. */
  private void withdraw(Issuer known) {
    if (known != null) {
      trusted.remove(trust(known), known);
    }
  }

  private static Trust trust(Issuer state) {
    return new Trust(state.agency(), state.issuer());
  }
}
