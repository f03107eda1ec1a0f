package io.delega.keys;

import io.smallrye.mutiny.Uni;

/**
 * Wraps data keys. The only thing that outlives a process and can open anything.
 *
 * <p>All methods fail with {@link KeysUnavailableException} when the key cannot be reached, and
 * those that unwrap with {@link NotOpenedException} when the wrapped key was changed, belongs to
 * another context, or its version was destroyed. Each subscription is an attempt of its own.
 */
public interface KeyEncryptionKey {

  /** Wraps a data key for one context. */
  Uni<WrappedKey> wrap(byte[] dataKey, KeyContext context);

  /** The data key; the caller clears it after use. */
  Uni<byte[]> unwrap(WrappedKey wrapped, KeyContext context);

  /** The same data key under the current version; the same object when it is already current. */
  Uni<WrappedKey> rewrap(WrappedKey wrapped, KeyContext context);

  /** The version that wraps now, whoever made it the current one. */
  Uni<KekVersion> current();

  /**
   * Adds a version and makes it the current one; what older ones wrapped stays readable.
   *
   * <p>Fails with {@link KeyChangeRefusedException} where this process must not.
   */
  Uni<KekVersion> rotate();

  /**
   * Destroys every version but the current one. What they wrapped can never be opened again, in
   * backups neither.
   *
   * <p>Fails with {@link KeyChangeRefusedException} where this process must not.
   */
  Uni<Void> destroyOlder();
}
