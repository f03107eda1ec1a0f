package io.delega.tokenvault.proxy;

import com.nimbusds.jose.jwk.JWKSet;
import io.delega.api.ProblemException;
import io.delega.contracts.EnforcementState;
import io.delega.tokenvault.enforcement.EnforcementPoint;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds out who calls with a token of an issuer that an agency trusts besides the platform's own.
 *
 * <p>The agency is that of the connection which is called, and only if it trusts the issuer and has
 * the subject among its assistants; no claim of the token has a say in it. Whatever does not fit is
 * one and the same 401, so that it tells nothing of connections and assistants.
 */
@Singleton
class TrustedCallers {
  private final EnforcementPoint point;
  private final IssuerKeys keys;
  private final Clock clock;
  private final ProxyConfig config;
  private final Map<String, ProxyCaller> known = new ConcurrentHashMap<>();

  @Inject
  TrustedCallers(EnforcementPoint point, IssuerKeys keys, Clock clock, ProxyConfig config) {
    this.point = point;
    this.keys = keys;
    this.clock = clock;
    this.config = config;
  }

  /**
   * The caller; empty when the agency of the called connection does not trust the token's issuer,
   * so that it may be one of the platform's own.
   *
   * @param digest of the token
   */
  Optional<Future<ProxyCaller>> of(String target, String token, String digest) {
    return TrustedToken.read(token)
        .flatMap(read -> trust(target, read.issuer()).map(trust -> of(trust, read, digest)));
  }

  /** Whether the agency trusts the caller's issuer as it did, and has the subject still. */
  boolean isStillTrusted(ProxyCaller caller) {
    EnforcementState.Issuer before = caller.trust();
    return point
        .issuer(before.agency(), before.issuer())
        .filter(now -> now == before || isTrustedBy(now, before, caller.subject()))
        .isPresent();
  }

  /** Another assistant that came or went changes nothing for this one. */
  private static boolean isTrustedBy(
      EnforcementState.Issuer now, EnforcementState.Issuer before, String subject) {
    return now.audience().equals(before.audience())
        && Objects.equals(now.jwksUri(), before.jwksUri())
        && now.assistants().stream().anyMatch(each -> each.subject().equals(subject));
  }

  private Optional<EnforcementState.Issuer> trust(String target, String issuer) {
    try {
      return point
          .find(ProxyTarget.parse(target).connection())
          .flatMap(policy -> point.issuer(policy.state().agency(), issuer));
    } catch (ProblemException notCanonical) {
      return Optional.empty();
    }
  }

  private Future<ProxyCaller> of(EnforcementState.Issuer trust, TrustedToken token, String digest) {
    Instant now = clock.instant();
    String key = trust.agency() + "/" + digest;
    ProxyCaller before = known.get(key);
    if (before != null && before.trust() == trust && now.isBefore(before.until())) {
      return Future.succeededFuture(before);
    }
    if (!token.isFor(trust, now)) {
      return Future.failedFuture(Callers.unauthenticated());
    }
    Context here = Vertx.currentContext();
    return signed(trust, token, here)
        .map(
            signed -> {
              if (!signed) {
                throw Callers.unauthenticated();
              }
              return remember(key, caller(trust, token, now));
            });
  }

  private Future<Boolean> signed(EnforcementState.Issuer trust, TrustedToken token, Context here) {
    return found(keys.of(trust, token.keyId()), here)
        .compose(
            known ->
                token.isSignedBy(known)
                    ? Future.succeededFuture(true)
                    : found(keys.newerThan(trust, known), here)
                        .map(fresh -> fresh != known && token.isSignedBy(fresh)));
  }

  private static Future<JWKSet> found(CompletionStage<JWKSet> keys, Context here) {
    return Future.fromCompletionStage(keys, here)
        .recover(failure -> Future.failedFuture(cause(failure)));
  }

  private ProxyCaller caller(EnforcementState.Issuer trust, TrustedToken token, Instant now) {
    Instant again = now.plus(config.issuerKeys().refresh());
    Instant end = token.expiresAt();
    return new ProxyCaller(
        trust.agency(),
        token.issuer(),
        token.subject(),
        true,
        end.isBefore(again) ? end : again,
        trust);
  }

  private ProxyCaller remember(String key, ProxyCaller caller) {
    if (known.size() >= config.knownTokens()) {
      known.clear();
    }
    known.put(key, caller);
    return caller;
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
