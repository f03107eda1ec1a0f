package io.delega.tokenvault.credential;

import static io.delega.tokenvault.credential.CredentialUnavailableException.KEYS;

import io.delega.keys.DataKey;
import io.delega.keys.DataKeys;
import io.delega.keys.NotOpenedException;
import io.delega.keys.Secret;
import io.delega.keys.WrappedKey;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Seals and opens the fields of a credential. The row's other fields must be set before. */
@Singleton
public class CredentialSeal {
  private static final Logger LOG = Logger.getLogger(CredentialSeal.class);
  private static final String ACCESS = "access-token";
  private static final String REFRESH = "refresh-token";
  private static final String ACCOUNT = "account";
  private static final String DPOP = "dpop-key";

  private final DataKeys keys;

  @Inject
  CredentialSeal(DataKeys keys) {
    this.keys = keys;
  }

  /** Seals a new generation under a data key of its own, into a row nobody else sees yet. */
  public Uni<Void> sealGeneration(CredentialRow row, Tokens tokens) {
    return keys.create(
            row.keyContext(),
            created -> {
              row.wrappedKey = created.wrapped().toString();
              row.access = created.key().seal(row.field(ACCESS, row.version), tokens.access());
              row.refresh =
                  tokens
                      .refresh()
                      .map(t -> created.key().seal(row.field(REFRESH, row.version), t))
                      .orElse(null);
              row.dpopKey =
                  tokens.dpopKey().map(k -> created.key().seal(dpopField(row), k)).orElse(null);
              row.account = tokens.account().map(a -> created.key().seal(ACCOUNT, a)).orElse(null);
              return row;
            })
        .replaceWithVoid()
        .onFailure()
        .transform(e -> unavailable(row, e));
  }

  /** The sealed fields of the next version; {@code refresh} absent keeps the old refresh token. */
  public Uni<Resealed> reseal(CredentialRow row, Tokens tokens) {
    long next = row.version + 1;
    return with(
        row,
        key -> {
          Secret refresh =
              tokens.refresh().orElseGet(() -> key.open(refreshField(row), row.refresh));
          return new Resealed(
              next,
              key.seal(row.field(ACCESS, next), tokens.access()),
              key.seal(row.field(REFRESH, next), refresh),
              tokens.dpopKey().map(k -> key.seal(dpopField(row), k)).orElse(null));
        });
  }

  /** The fields of a version that is not stored yet. */
  public static final class Resealed {
    private final long version;
    private final byte[] access;
    private final byte[] refresh;
    private final byte[] dpopKey;

    Resealed(long version, byte[] access, byte[] refresh, byte[] dpopKey) {
      this.version = version;
      this.access = access;
      this.refresh = refresh;
      this.dpopKey = dpopKey;
    }

    /** Puts them into the locked row. */
    public void into(CredentialRow row) {
      row.version = version;
      row.access = access;
      row.refresh = refresh;
      row.dpopKey = dpopKey;
    }
  }

  /** The access token, or for keys and passwords the fields as JSON. */
  public Uni<Secret> access(CredentialRow row) {
    return with(row, key -> key.open(accessField(row), row.access));
  }

  /** The same where the data key is in memory and opens it; empty otherwise. */
  Optional<Opened> openedAtHand(CredentialRow row, WrappedKey wrapped, String field) {
    try {
      return keys.useAtHand(wrapped, row.keyContext(), key -> opened(row, field, key));
    } catch (NotOpenedException e) {
      return Optional.empty();
    }
  }

  /**
   * What a call is made with.
   *
   * @param access the access token, or for keys and passwords the fields as JSON
   * @param dpopKey the private key that it is bound to
   */
  record Opened(Secret access, Optional<Secret> dpopKey) {}

  /** The same with the key it is bound to, for who has kept {@link #accessField}. */
  Uni<Opened> opened(CredentialRow row, String field) {
    return with(row, key -> opened(row, field, key));
  }

  private static Opened opened(CredentialRow row, String field, DataKey key) {
    return new Opened(
        key.open(field, row.access),
        row.dpopKey == null
            ? Optional.empty()
            : Optional.of(key.open(dpopField(row), row.dpopKey)));
  }

  /** The private key that the provider binds the tokens to, where it does. */
  public Uni<Optional<Secret>> dpopKey(CredentialRow row) {
    return row.dpopKey == null
        ? Uni.createFrom().item(Optional.empty())
        : with(row, key -> Optional.of(key.open(dpopField(row), row.dpopKey)));
  }

  /**
   * The sealed field's name. It takes a digest of the whole definition: keep it where it counts.
   */
  static String accessField(CredentialRow row) {
    return row.field(ACCESS, row.version);
  }

  /** The refresh token, where there is one. */
  public Uni<Optional<Secret>> refresh(CredentialRow row) {
    return row.refresh == null
        ? Uni.createFrom().item(Optional.empty())
        : with(row, key -> Optional.of(key.open(refreshField(row), row.refresh)));
  }

  /** How the provider calls the account, where it told. */
  public Uni<Optional<String>> account(CredentialRow row) {
    return row.account == null
        ? Uni.createFrom().item(Optional.empty())
        : with(row, key -> Optional.of(key.open(ACCOUNT, row.account).reveal()));
  }

  /** Drops the connection's data keys from memory. */
  public void forget(String connection) {
    keys.evict(connection);
  }

  /** One key for a whole generation: refreshes keep it. */
  private static String dpopField(CredentialRow row) {
    return row.field(DPOP, row.generation);
  }

  private static String refreshField(CredentialRow row) {
    return row.field(REFRESH, row.version);
  }

  private <T> Uni<T> with(CredentialRow row, Function<DataKey, T> use) {
    return keys.use(WrappedKey.parse(row.wrappedKey), row.keyContext(), use)
        .onFailure()
        .transform(e -> unavailable(row, e));
  }

  private static Throwable unavailable(CredentialRow row, Throwable e) {
    if (e instanceof NotOpenedException) {
      return new CredentialTamperedException(
          row.connection,
          Tampering.UNREADABLE,
          row.digest(),
          "The stored credential does not open.");
    }
    LOG.warnf("No key for the credential of %s: %s", row.connection, e.getMessage());
    return new CredentialUnavailableException(KEYS, "The key-encryption key cannot be reached.");
  }
}
