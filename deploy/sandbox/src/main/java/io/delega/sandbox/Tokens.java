package io.delega.sandbox;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Apps and tokens. Refresh tokens rotate; one that is used twice kills its whole family. All calls
 * come from one event loop or hold the lock.
 */
final class Tokens {
  static final String DEFAULT_APP = "sandbox-app";

  private final Path folder;
  private final State state;
  private final Map<String, Family> byAccess = new HashMap<>();

  Tokens(Path folder) {
    this.folder = folder;
    this.state = State.in(folder);
    if (state.defaultSecret == null) {
      state.defaultSecret = Fingerprint.newSecret("secret");
      String hash = Fingerprint.of(state.defaultSecret);
      state.apps.put(DEFAULT_APP, new App(DEFAULT_APP, hash, List.of(), true));
      state.keep(folder);
    }
    state.families.forEach(
        family -> family.access.keySet().forEach(hash -> byAccess.put(hash, family)));
  }

  /** A pair as it goes out; {@code refresh} is null without {@code offline_access}. */
  record Issued(Family family, String access, String refresh, long expiresIn) {
    @Override
    public String toString() {
      return "[redacted]";
    }
  }

  /** Who calls the API, and what with. */
  record Caller(String user, List<String> scopes) {}

  synchronized String defaultSecret() {
    return state.defaultSecret;
  }

  synchronized Optional<App> app(String clientId) {
    return Optional.ofNullable(state.apps.get(clientId));
  }

  synchronized void register(String clientId, String secret, List<String> redirectUris) {
    state.apps.put(
        clientId, new App(clientId, Fingerprint.of(secret), List.copyOf(redirectUris), false));
    state.keep(folder);
  }

  synchronized Issued begin(String clientId, String user, List<String> scopes) {
    Family family = new Family();
    family.id = Fingerprint.brief(Fingerprint.newSecret("family"));
    family.clientId = clientId;
    family.user = user;
    family.scopes = List.copyOf(scopes);
    state.families.add(family);
    return issue(family);
  }

  /** Empty when the token is unknown, revoked, another app's, or was used before. */
  synchronized Optional<Issued> refresh(String clientId, String token) {
    String hash = Fingerprint.of(token);
    Optional<Family> found =
        state.families.stream()
            .filter(family -> !family.revoked && family.holdsRefresh(hash))
            .filter(family -> family.clientId.equals(clientId))
            .findFirst();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Family family = found.get();
    if (!hash.equals(family.refresh)) {
      revoke(family);
      return Optional.empty();
    }
    family.usedRefresh.add(hash);
    return Optional.of(issue(family));
  }

  private Issued issue(Family family) {
    long now = System.currentTimeMillis();
    forgetExpired(family, now);
    String access = Fingerprint.newSecret("access");
    String hash = Fingerprint.of(access);
    family.access.put(hash, new Family.Access(now + state.tokenLifetime * 1000, state.key));
    byAccess.put(hash, family);
    String refresh = null;
    if (family.scopes.contains("offline_access")) {
      refresh = Fingerprint.newSecret("refresh");
      family.refresh = Fingerprint.of(refresh);
    }
    state.keep(folder);
    return new Issued(family, access, refresh, state.tokenLifetime);
  }

  /** Who an access token speaks for, while it is good. */
  synchronized Optional<Caller> caller(String accessToken) {
    String hash = Fingerprint.of(accessToken);
    Family family = byAccess.get(hash);
    Family.Access access = family == null ? null : family.access.get(hash);
    boolean good =
        access != null
            && !family.revoked
            && access.key() == state.key
            && access.expiresAt() > System.currentTimeMillis();
    return good ? Optional.of(new Caller(family.user, family.scopes)) : Optional.empty();
  }

  /** RFC 7009: a refresh token takes its family along; unknown tokens are no error. */
  synchronized void revoke(String clientId, String token) {
    String hash = Fingerprint.of(token);
    for (Family family : List.copyOf(state.families)) {
      if (family.clientId.equals(clientId)) {
        if (family.holdsRefresh(hash)) {
          revoke(family);
        } else if (family.access.remove(hash) != null) {
          byAccess.remove(hash);
          state.keep(folder);
        }
      }
    }
  }

  synchronized void revoke(Family family) {
    family.revoked = true;
    forget(family.access.keySet());
    family.access.clear();
    state.keep(folder);
  }

  synchronized void revokeAll() {
    state.families.forEach(this::revoke);
  }

  synchronized void expireAccessTokens() {
    state.families.forEach(
        family -> {
          forget(family.access.keySet());
          family.access.clear();
        });
    state.keep(folder);
  }

  private void forgetExpired(Family family, long now) {
    List<String> expired =
        family.access.entrySet().stream()
            .filter(entry -> entry.getValue().expiresAt() <= now)
            .map(Map.Entry::getKey)
            .toList();
    forget(expired);
    family.access.keySet().removeAll(expired);
  }

  private void forget(Collection<String> hashes) {
    hashes.forEach(byAccess::remove);
  }

  /** Access tokens made with the key so far are refused from now on. */
  synchronized void rotateKey() {
    state.key++;
    state.keep(folder);
  }

  synchronized void lifetime(long seconds) {
    state.tokenLifetime = seconds;
    state.keep(folder);
  }

  synchronized long lifetime() {
    return state.tokenLifetime;
  }
}
