package io.delega.tokenvault.proxy;

import com.nimbusds.jose.jwk.JWKSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The keys of one issuer. Asked once at a time, and then left alone for a while whatever tokens
 * come; while it does not answer its known keys serve for as long as they may. Thread-safe.
 */
final class KeySource {
  private static final Logger LOG = Logger.getLogger(KeySource.class);

  private final Supplier<CompletionStage<JWKSet>> ask;
  private final long refresh;
  private final long keep;
  private final long pause;
  private final LongSupplier nanos;

  // All guarded by this.
  private JWKSet keys;
  private long keysAt;
  private boolean asked;
  private boolean failed;
  private long askedAt;
  private CompletableFuture<JWKSet> asking;

  KeySource(
      Supplier<CompletionStage<JWKSet>> ask, ProxyConfig.IssuerKeys config, LongSupplier nanos) {
    this.ask = ask;
    this.refresh = config.refresh().toNanos();
    this.keep = config.keep().toNanos();
    this.pause = config.pause().toNanos();
    this.nanos = nanos;
  }

  /**
   * The keys, with the wanted one where the issuer has it.
   *
   * <p>Fails with 503 {@code issuer_unavailable} where that cannot be told.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // Known keys serve while they are asked for anew.
  synchronized CompletionStage<JWKSet> keys(String keyId) {
    long now = nanos.getAsLong();
    boolean served = keys != null && now - keysAt < keep && has(keyId);
    if (served && now - keysAt < refresh) {
      return CompletableFuture.completedFuture(keys);
    }
    if (served) {
      if (mayAsk(now)) {
        ask(now);
      }
      return CompletableFuture.completedFuture(keys);
    }
    return askedAnew(now);
  }

  /**
   * The keys once more, where those did not do: an issuer may have given a new key the name of the
   * old one.
   */
  synchronized CompletionStage<JWKSet> newerThan(JWKSet tried) {
    return keys != null && keys != tried
        ? CompletableFuture.completedFuture(keys)
        : askedAnew(nanos.getAsLong());
  }

  private CompletableFuture<JWKSet> askedAnew(long now) {
    if (mayAsk(now)) {
      return ask(now);
    }
    // It was asked a moment ago. If it answered, it has no such key.
    return failed || keys == null
        ? CompletableFuture.failedFuture(Callers.unavailable())
        : CompletableFuture.completedFuture(keys);
  }

  private boolean mayAsk(long now) {
    return asking != null || !asked || now - askedAt >= pause;
  }

  private boolean has(String keyId) {
    return keyId == null || keys.getKeyByKeyId(keyId) != null;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Whoever waits is told by the answer.
  private CompletableFuture<JWKSet> ask(long now) {
    if (asking != null) {
      return asking;
    }
    CompletableFuture<JWKSet> answer = new CompletableFuture<>();
    asking = answer;
    asked = true;
    askedAt = now;
    ask.get().whenComplete((fresh, failure) -> answered(answer, fresh, failure));
    return answer;
  }

  private void answered(CompletableFuture<JWKSet> answer, JWKSet fresh, Throwable failure) {
    synchronized (this) {
      asking = null;
      failed = failure != null;
      if (!failed) {
        keys = fresh;
        keysAt = nanos.getAsLong();
      }
    }
    if (failure == null) {
      answer.complete(fresh);
    } else {
      LOG.warnf("The keys of an issuer cannot be asked for now: %s", failure.getMessage());
      answer.completeExceptionally(Callers.unavailable());
    }
  }
}
