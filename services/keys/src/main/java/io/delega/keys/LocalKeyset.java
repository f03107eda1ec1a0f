package io.delega.keys;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;

/** The key-encryption key in a Tink keyset file, for one machine. */
final class LocalKeyset implements KeyEncryptionKey {
  static final String KIND = "local";

  private final KeysetFile file;
  private volatile KeysetFile.Read keyset;

  private LocalKeyset(KeysetFile file, KeysetFile.Read keyset) {
    this.file = file;
    this.keyset = keyset;
  }

  /** Opens the keyset, making it when there is none; safe when several processes start at once. */
  static LocalKeyset at(Path path) {
    try {
      AeadConfig.register();
      KeysetFile file = new KeysetFile(path);
      file.create(() -> KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM));
      return new LocalKeyset(file, file.read());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the keyset " + path + " cannot be used", e);
    }
  }

  @Override
  public Uni<WrappedKey> wrap(byte[] dataKey, KeyContext context) {
    return Uni.createFrom().item(() -> wrapNow(dataKey, context));
  }

  @Override
  public Uni<byte[]> unwrap(WrappedKey wrapped, KeyContext context) {
    return Uni.createFrom().item(() -> unwrapNow(wrapped, context));
  }

  @Override
  public Uni<WrappedKey> rewrap(WrappedKey wrapped, KeyContext context) {
    return Uni.createFrom()
        .item(
            () -> {
              if (currentNow().wrapped(wrapped)) {
                return wrapped;
              }
              byte[] dataKey = unwrapNow(wrapped, context);
              try {
                return wrapNow(dataKey, context);
              } finally {
                Arrays.fill(dataKey, (byte) 0);
              }
            });
  }

  @Override
  public Uni<KekVersion> current() {
    return Uni.createFrom().item(this::currentNow);
  }

  @Override
  public Uni<KekVersion> rotate() {
    return Uni.createFrom()
        .item(
            () -> {
              file.change(LocalKeyset::withNewPrimary);
              return currentNow();
            });
  }

  @Override
  public Uni<Void> destroyOlder() {
    return Uni.createFrom()
        .item(
            () -> {
              file.change(LocalKeyset::primaryOnly);
              return null;
            });
  }

  private static KeysetHandle withNewPrimary(KeysetHandle old) throws GeneralSecurityException {
    return KeysetHandle.newBuilder(old)
        .addEntry(
            KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                .withRandomId()
                .makePrimary())
        .build();
  }

  private static KeysetHandle primaryOnly(KeysetHandle old) throws GeneralSecurityException {
    return KeysetHandle.newBuilder()
        .addEntry(
            KeysetHandle.importKey(old.getPrimary().getKey())
                .withFixedId(old.getPrimary().getId())
                .makePrimary())
        .build();
  }

  private KekVersion currentNow() {
    refresh();
    return new KekVersion(KIND, unsigned(keyset.handle().getPrimary().getId()));
  }

  /** Another process may have changed the file; looking whether it did costs microseconds. */
  private void refresh() {
    KeysetFile.Read known = keyset;
    if (!known.stamp().equals(file.stamp())) {
      keyset = file.read();
    }
  }

  private WrappedKey wrapNow(byte[] dataKey, KeyContext context) {
    refresh();
    byte[] bound = ContextBinding.bind(dataKey, context);
    try {
      byte[] sealed = aead().encrypt(bound, context.bytes());
      // Tink's prefix: a byte 1, then the id of the key that was used.
      String version = unsigned(ByteBuffer.wrap(sealed, 1, 4).getInt());
      return new WrappedKey(KIND, version, Base64.getEncoder().encodeToString(sealed));
    } catch (GeneralSecurityException e) {
      throw new KeysUnavailableException("the local keyset cannot wrap", e);
    } finally {
      Arrays.fill(bound, (byte) 0);
    }
  }

  private byte[] unwrapNow(WrappedKey wrapped, KeyContext context) {
    if (!KIND.equals(wrapped.kek())) {
      throw new NotOpenedException("wrapped by another kind of key");
    }
    refresh();
    try {
      byte[] sealed = Base64.getDecoder().decode(wrapped.ciphertext());
      return ContextBinding.unbind(aead().decrypt(sealed, context.bytes()), context);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new NotOpenedException("the wrapped key was changed or belongs to another context");
    }
  }

  private Aead aead() throws GeneralSecurityException {
    return keyset.handle().getPrimitive(RegistryConfiguration.get(), Aead.class);
  }

  private static String unsigned(int id) {
    return Integer.toUnsignedString(id);
  }
}
