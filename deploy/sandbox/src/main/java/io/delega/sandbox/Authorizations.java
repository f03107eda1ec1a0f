package io.delega.sandbox;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Authorizations in progress and codes that wait to be exchanged, in memory. */
final class Authorizations {
  private static final long LOGIN_MS = 10 * 60_000L;
  private static final long CODE_MS = 60_000L;

  private final Map<String, Authorization> pending = new ConcurrentHashMap<>();
  private final Map<String, Authorization> codes = new ConcurrentHashMap<>();
  private final Map<String, Family> spent = new ConcurrentHashMap<>();

  /** Keeps it under an unguessable name. */
  String put(Authorization authorization) {
    pending.values().removeIf(old -> old.olderThan(LOGIN_MS));
    String name = Fingerprint.newSecret("request");
    pending.put(name, authorization);
    return name;
  }

  Optional<Authorization> get(String name) {
    return Optional.ofNullable(name)
        .map(pending::get)
        .filter(authorization -> !authorization.olderThan(LOGIN_MS));
  }

  /** Takes it out: a step is gone once. */
  Optional<Authorization> take(String name) {
    Optional<Authorization> found = get(name);
    found.ifPresent(authorization -> pending.remove(name));
    return found;
  }

  String code(Authorization authorization) {
    codes.values().removeIf(old -> old.olderThan(CODE_MS));
    String code = Fingerprint.newSecret("code");
    codes.put(Fingerprint.of(code), authorization);
    return code;
  }

  Optional<Authorization> redeem(String code) {
    return Optional.ofNullable(codes.remove(Fingerprint.of(code)))
        .filter(authorization -> !authorization.olderThan(CODE_MS));
  }

  void spentFor(String code, Family family) {
    spent.put(Fingerprint.of(code), family);
  }

  /** What a code gave out when it was used before. */
  Optional<Family> spentBefore(String code) {
    return Optional.ofNullable(spent.get(Fingerprint.of(code)));
  }
}
