package io.delega.keys;

import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Makes data keys and lends unwrapped ones, kept for minutes. Made at start, so that a wrong
 * configuration is found then.
 */
@Startup
@Singleton
public class DataKeys {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int ATTEMPTS = 3;

  private final KeyEncryptionKey kek;
  private final Vertx vertx;
  private final KeyCache cache;

  @Inject
  DataKeys(KeyEncryptionKey kek, KeysConfig config, Vertx vertx) {
    this(kek, new KeyCache(config.cacheSize(), config.cacheFor().toNanos()), vertx);
  }

  private DataKeys(KeyEncryptionKey kek, KeyCache cache, Vertx vertx) {
    this.kek = kek;
    this.cache = cache;
    this.vertx = vertx;
  }

  /** Without a container and without a sweep of expired keys; for tests. */
  static DataKeys of(KeyEncryptionKey kek, KeyCache cache) {
    return new DataKeys(kek, cache, null);
  }

  @PostConstruct
  void sweepRegularly() {
    vertx.setPeriodic(TimeUnit.SECONDS.toMillis(10), timer -> cache.sweep(System.nanoTime()));
  }

  /**
   * Makes a data key and uses it.
   *
   * @param use gets the key and its wrapped form to store; must not keep the key
   */
  public <T> Uni<T> create(KeyContext context, Function<Created, T> use) {
    return Uni.createFrom().deferred(() -> createNow(context, use));
  }

  private <T> Uni<T> createNow(KeyContext context, Function<Created, T> use) {
    byte[] bytes = new byte[Envelope.KEY_LENGTH];
    RANDOM.nextBytes(bytes);
    DataKey key = new DataKey(Secret.of(bytes), context);
    return kek.wrap(bytes, context)
        .map(wrapped -> use.apply(new Created(wrapped, key)))
        .onTermination()
        .invoke(
            () -> {
              Arrays.fill(bytes, (byte) 0);
              key.destroy();
            });
  }

  /** A new data key, usable until the call that lends it returns. */
  public record Created(WrappedKey wrapped, DataKey key) {}

  /**
   * Unwraps a data key, or takes it from memory, and uses it; {@code use} must not keep it.
   *
   * <p>Fails like {@link KeyEncryptionKey#unwrap}, or as {@code use} does. Each subscription is an
   * attempt of its own.
   */
  public <T> Uni<T> use(WrappedKey wrapped, KeyContext context, Function<DataKey, T> use) {
    KeyCache.Id id = new KeyCache.Id(wrapped, context);
    return Uni.createFrom().deferred(() -> use(id, use, ATTEMPTS));
  }

  /**
   * Uses a data key that is in memory; empty when it is not, and when it left just now.
   *
   * @throws NotOpenedException as {@code use} does
   */
  public <T> Optional<T> useAtHand(
      WrappedKey wrapped, KeyContext context, Function<DataKey, T> use) {
    try {
      return cache.get(new KeyCache.Id(wrapped, context), System.nanoTime()).map(use);
    } catch (Secret.DestroyedException e) {
      return Optional.empty();
    }
  }

  private <T> Uni<T> use(KeyCache.Id id, Function<DataKey, T> use, int attempts) {
    Optional<DataKey> cached = cache.get(id, System.nanoTime());
    if (cached.isPresent()) {
      try {
        return Uni.createFrom().item(use.apply(cached.get()));
      } catch (Secret.DestroyedException e) {
        // It left the cache in this very moment.
        return attempts > 1 ? use(id, use, attempts - 1) : Uni.createFrom().failure(e);
      } catch (RuntimeException e) {
        return Uni.createFrom().failure(e);
      }
    }
    long evictions = cache.evictions();
    return kek.unwrap(id.wrapped(), id.context()).map(bytes -> useFresh(id, bytes, evictions, use));
  }

  private <T> T useFresh(KeyCache.Id id, byte[] bytes, long evictions, Function<DataKey, T> use) {
    DataKey key = new DataKey(Secret.owning(bytes), id.context());
    boolean used = false;
    try {
      T result = use.apply(key);
      used = cache.put(id, key, evictions, System.nanoTime());
      return result;
    } finally {
      if (!used) {
        key.destroy();
      }
    }
  }

  /**
   * Wraps and unwraps a key made for it: whether the key-encryption key can be reached now. Fails
   * with {@link KeysUnavailableException} otherwise.
   */
  public Uni<Void> probe() {
    KeyContext context = new KeyContext("", "probe", "data-key", 1);
    byte[] bytes = new byte[Envelope.KEY_LENGTH];
    RANDOM.nextBytes(bytes);
    return kek.wrap(bytes, context)
        .chain(wrapped -> kek.unwrap(wrapped, context))
        .invoke(unwrapped -> Arrays.fill(unwrapped, (byte) 0))
        .replaceWithVoid();
  }

  /** Drops every key of this owner from memory. */
  public void evict(String owner) {
    cache.evict(owner);
  }
}
