package io.delega.keys;

import io.quarkus.vault.VaultTransitSecretReactiveEngine;
import io.quarkus.vault.client.VaultClientException;
import io.quarkus.vault.transit.ClearData;
import io.quarkus.vault.transit.VaultBatchException;
import io.smallrye.mutiny.Uni;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The key-encryption key in Vault's Transit engine; it never leaves Vault.
 *
 * <p>The engine asks Vault when it is called and hands out that one answer to whoever subscribes.
 * So each call is deferred: otherwise who tries again would only hear the first failure again.
 */
final class VaultTransitKey implements KeyEncryptionKey {
  static final String KIND = "vault";

  private final VaultTransitSecretReactiveEngine transit;
  private final String name;

  VaultTransitKey(VaultTransitSecretReactiveEngine transit, String name) {
    this.transit = transit;
    this.name = name;
  }

  @Override
  public Uni<WrappedKey> wrap(byte[] dataKey, KeyContext context) {
    return deferred(
            () -> {
              byte[] bound = ContextBinding.bind(dataKey, context);
              return transit
                  .encrypt(name, new ClearData(bound), null)
                  .onTermination()
                  .invoke(() -> Arrays.fill(bound, (byte) 0));
            })
        .map(VaultTransitKey::wrapped)
        .onFailure()
        .transform(VaultTransitKey::unavailable);
  }

  @Override
  public Uni<byte[]> unwrap(WrappedKey wrapped, KeyContext context) {
    if (!KIND.equals(wrapped.kek())) {
      return Uni.createFrom().failure(new NotOpenedException("wrapped by another kind of key"));
    }
    return deferred(() -> transit.decrypt(name, wrapped.ciphertext()))
        .onFailure()
        .transform(VaultTransitKey::refusedOrUnavailable)
        .map(clear -> ContextBinding.unbind(clear.getValue(), context));
  }

  @Override
  public Uni<WrappedKey> rewrap(WrappedKey wrapped, KeyContext context) {
    return deferred(() -> transit.rewrap(name, wrapped.ciphertext()))
        .onFailure()
        .transform(VaultTransitKey::refusedOrUnavailable)
        .map(VaultTransitKey::wrapped)
        .map(fresh -> fresh.version().equals(wrapped.version()) ? wrapped : fresh);
  }

  /** Told by wrapping something: reading the key's description would need one more right. */
  @Override
  public Uni<KekVersion> current() {
    return deferred(() -> transit.encrypt(name, new ClearData(new byte[1]), null))
        .map(VaultTransitKey::wrapped)
        .map(probe -> new KekVersion(KIND, probe.version()))
        .onFailure()
        .transform(VaultTransitKey::unavailable);
  }

  @Override
  public Uni<KekVersion> rotate() {
    return deferred(() -> transit.rotateKey(name))
        .onFailure(e -> e instanceof VaultClientException vault && vault.getStatus() == 403)
        .transform(
            e ->
                new KeyChangeRefusedException(
                    "Vault does not let this service rotate its key. Whoever may does: vault write"
                        + " -f transit/keys/"
                        + name
                        + "/rotate"))
        .onFailure(e -> !(e instanceof KeyChangeRefusedException))
        .transform(VaultTransitKey::unavailable)
        .chain(this::current);
  }

  @Override
  public Uni<Void> destroyOlder() {
    return Uni.createFrom()
        .failure(
            new KeyChangeRefusedException(
                "This service cannot destroy versions in Vault. Whoever may raises the key's"
                    + " min_decryption_version, then trims it."));
  }

  private static <T> Uni<T> deferred(Supplier<Uni<? extends T>> asking) {
    return Uni.createFrom().deferred(asking);
  }

  /** Vault's form is {@code vault:v<version>:<base64>}. */
  private static WrappedKey wrapped(String ciphertext) {
    String[] parts = ciphertext.split(":", 3);
    return new WrappedKey(KIND, parts.length == 3 ? parts[1] : "v0", ciphertext);
  }

  private static Throwable refusedOrUnavailable(Throwable e) {
    boolean refused =
        e instanceof VaultBatchException
            || (e instanceof VaultClientException vault && vault.getStatus() == 400);
    return refused
        ? new NotOpenedException("Vault does not decrypt the wrapped key")
        : unavailable(e);
  }

  private static Throwable unavailable(Throwable e) {
    return new KeysUnavailableException(
        "Vault Transit does not answer as it should: " + what(e), e);
  }

  /** Without the body of an answer or a request: they hold keys. */
  private static String what(Throwable e) {
    return e instanceof VaultClientException vault && vault.getStatus() != null
        ? "status " + vault.getStatus()
        : e.getClass().getSimpleName();
  }
}
