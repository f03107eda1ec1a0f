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
  private volatile KeysetHandle keyset;

  private LocalKeyset(KeysetFile file, KeysetHandle keyset) {
    this.file = file;
    this.keyset = keyset;
  }

  /** Opens the keyset, making it when there is none; safe when several processes start at once. */
  static LocalKeyset at(Path path) {
    try {
      AeadConfig.register();
      KeysetFile file = new KeysetFile(path);
      KeysetHandle keyset =
          file.readOrCreate(() -> KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM));
      return new LocalKeyset(file, keyset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the keyset " + path + " cannot be used", e);
    }
  }

  /** Adds a version and makes it the current one. Other processes notice by its first use. */
  void rotate() {
    keyset =
        file.change(
            old ->
                KeysetHandle.newBuilder(old)
                    .addEntry(
                        KeysetHandle.generateEntryFromParameters(
                                PredefinedAeadParameters.AES256_GCM)
                            .withRandomId()
                            .makePrimary())
                    .build());
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
              if (wrapped.version().equals(unsigned(keyset.getPrimary().getId()))) {
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

  private WrappedKey wrapNow(byte[] dataKey, KeyContext context) {
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
    if (!knows(wrapped.version())) {
      keyset = file.read();
    }
    try {
      byte[] sealed = Base64.getDecoder().decode(wrapped.ciphertext());
      return ContextBinding.unbind(aead().decrypt(sealed, context.bytes()), context);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new NotOpenedException("the wrapped key was changed or belongs to another context");
    }
  }

  private boolean knows(String version) {
    KeysetHandle now = keyset;
    for (int i = 0; i < now.size(); i++) {
      if (unsigned(now.getAt(i).getId()).equals(version)) {
        return true;
      }
    }
    return false;
  }

  private Aead aead() throws GeneralSecurityException {
    return keyset.getPrimitive(RegistryConfiguration.get(), Aead.class);
  }

  private static String unsigned(int id) {
    return Integer.toUnsignedString(id);
  }
}
