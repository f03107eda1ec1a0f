package io.delega.keys;

import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How a service proves to Vault who it is: by AppRole or by its Kubernetes service account, which
 * give tokens that run out. A token or password that stays valid is refused in production: whoever
 * reads it once can unwrap every data key from then on.
 */
final class VaultLogin {
  private static final String PREFIX = "quarkus.vault.authentication.";
  private static final Set<String> STAYING =
      Set.of(
          "client-token",
          "client-token-wrapping-token",
          "userpass.username",
          "userpass.password",
          "userpass.password-wrapping-token");
  private static final Set<String> LOGINS = Set.of("app-role.role-id", "kubernetes.role");

  private VaultLogin() {}

  /** What is wrong with the settings, and what to set instead; empty when all is well. */
  static Optional<String> objection(Predicate<String> isSet) {
    Optional<String> staying =
        STAYING.stream().map(PREFIX::concat).filter(isSet).sorted().findFirst();
    if (staying.isPresent()) {
      return Optional.of(
          staying.get()
              + " keeps a login that does not run out. Remove it and set "
              + instead()
              + ".");
    }
    return LOGINS.stream().map(PREFIX::concat).anyMatch(isSet)
        ? Optional.empty()
        : Optional.of("delega.keys.kek=vault needs a login: set " + instead() + ".");
  }

  private static String instead() {
    return PREFIX
        + "app-role.role-id and .secret-id, or "
        + PREFIX
        + "kubernetes.role (docs/security.md)";
  }
}
