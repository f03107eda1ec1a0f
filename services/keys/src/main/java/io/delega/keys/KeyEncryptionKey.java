package io.delega.keys;

import io.smallrye.mutiny.Uni;

/**
 * Wraps data keys. The only thing that outlives a process and can open anything.
 *
 * <p>All methods fail with {@link KeysUnavailableException} when the key cannot be reached, and
 * those that unwrap with {@link NotOpenedException} when the wrapped key was changed, belongs to
 * another context, or its version was destroyed.
 */
public interface KeyEncryptionKey {

  /** Wraps a data key for one context. */
  Uni<WrappedKey> wrap(byte[] dataKey, KeyContext context);

  /** The data key; the caller clears it after use. */
  Uni<byte[]> unwrap(WrappedKey wrapped, KeyContext context);

  /** The same data key under the current version; the same object when it is already current. */
  Uni<WrappedKey> rewrap(WrappedKey wrapped, KeyContext context);
}
