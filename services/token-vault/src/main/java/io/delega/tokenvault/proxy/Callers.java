package io.delega.tokenvault.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.delega.api.ApiConfig;
import io.delega.api.ProblemException;
import io.delega.api.Roles;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

/** Finds out who calls. A verified token is known by its SHA-256 until it expires. */
@Singleton
class Callers {
  private static final Logger LOG = Logger.getLogger(Callers.class);
  private static final String BEARER = "bearer ";

  private final HttpAuthenticator authenticator;
  private final TrustedCallers trusted;
  private final ApiConfig api;
  private final Clock clock;
  private final int most;
  private final Map<String, ProxyCaller> known = new ConcurrentHashMap<>();

  @Inject
  Callers(
      HttpAuthenticator authenticator,
      TrustedCallers trusted,
      ApiConfig api,
      ProxyConfig config,
      Clock clock) {
    this.authenticator = authenticator;
    this.trusted = trusted;
    this.api = api;
    this.clock = clock;
    this.most = config.knownTokens();
  }

  /** The caller; fails with 401 {@code unauthenticated} or 503 {@code issuer_unavailable}. */
  Future<ProxyCaller> of(RoutingContext context) {
    List<String> credentials = context.request().headers().getAll("Authorization");
    if (credentials.size() != 1
        || !credentials.get(0).regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Future.failedFuture(unauthenticated());
    }
    String token = credentials.get(0).substring(BEARER.length());
    String key = digest(token);
    ProxyCaller caller = known.get(key);
    if (caller != null && clock.instant().isBefore(caller.until())) {
      return Future.succeededFuture(caller);
    }
    return trusted
        .of(context.request().uri(), token, key)
        .orElseGet(() -> verified(context).onSuccess(fresh -> remember(key, fresh)));
  }

  /** Whether what the caller was let in by still stands. */
  boolean isStillTrusted(ProxyCaller caller) {
    return caller.trust() == null || trusted.isStillTrusted(caller);
  }

  private Future<ProxyCaller> verified(RoutingContext context) {
    Context here = Vertx.currentContext();
    return Future.fromCompletionStage(
            authenticator.attemptAuthentication(context).subscribeAsCompletionStage(), here)
        .recover(failure -> Future.failedFuture(refusal(failure)))
        .map(this::caller);
  }

  private void remember(String key, ProxyCaller caller) {
    if (known.size() >= most) {
      Instant now = clock.instant();
      known.values().removeIf(each -> !now.isBefore(each.until()));
      if (known.size() >= most) {
        known.clear();
      }
    }
    known.put(key, caller);
  }

  private ProxyCaller caller(SecurityIdentity identity) {
    if (identity == null || !(identity.getPrincipal() instanceof JsonWebToken token)) {
      throw unauthenticated();
    }
    if (token.getClaim("cnf") != null) {
      // Bound to a key whose proof is not checked here (DPoP): as a bearer token it is stolen.
      throw unauthenticated();
    }
    Object agency = token.getClaim(api.agencyClaim());
    return new ProxyCaller(
        agency == null ? "" : agency.toString(),
        token.getIssuer(),
        token.getSubject() == null ? "" : token.getSubject(),
        identity.hasRole(Roles.ASSISTANT),
        Instant.ofEpochSecond(token.getExpirationTime()),
        null);
  }

  private static ProblemException refusal(Throwable failure) {
    if (failure instanceof AuthenticationException || failure instanceof SecurityException) {
      return unauthenticated();
    }
    LOG.warn("A token cannot be verified now", failure);
    return unavailable();
  }

  static ProblemException unavailable() {
    return new ProblemException(
            503, "issuer_unavailable", "The token cannot be verified now. Try again.")
        .header("Retry-After", "2");
  }

  static ProblemException unauthenticated() {
    return new ProblemException(
            401,
            "unauthenticated",
            "Send a valid access token of an issuer that is trusted here as a bearer token.")
        .header("WWW-Authenticate", "Bearer");
  }

  private static String digest(String token) {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
