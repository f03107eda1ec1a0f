package io.delega.tokenvault.credential;

import static io.delega.tokenvault.credential.CredentialUnavailableException.BROKEN;
import static io.delega.tokenvault.credential.CredentialUnavailableException.KEYS;

import io.delega.tokenvault.Database;
import io.delega.tokenvault.credential.Refresher.Cause;
import io.delega.tokenvault.credential.WarmCredentials.Warm;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;

/** {@link Credentials} from memory where it can be, from the database otherwise. */
@Singleton
class ConnectionCredentials implements Credentials {
  private static final Logger LOG = Logger.getLogger(ConnectionCredentials.class);

  private final WarmCredentials warm;
  private final CredentialStore store;
  private final CredentialSeal seal;
  private final Findings findings;
  private final Refresher refresher;
  private final RefreshTiming timing;
  private final Clock clock;

  @Inject
  ConnectionCredentials(
      WarmCredentials warm,
      CredentialStore store,
      CredentialSeal seal,
      Findings findings,
      Refresher refresher,
      RefreshTiming timing,
      Clock clock) {
    this.warm = warm;
    this.store = store;
    this.seal = seal;
    this.findings = findings;
    this.refresher = refresher;
    this.timing = timing;
    this.clock = clock;
  }

  @Override
  public Optional<Injection> atHand(String connection) {
    Warm known = warm.get(connection).orElse(null);
    if (known == null || !serves(known.row())) {
      return Optional.empty();
    }
    return seal.openedAtHand(known.row(), known.wrapped(), known.accessField())
        .map(opened -> known.profile().inject(known.row(), opened));
  }

  @Override
  public Uni<Injection> take(String connection) {
    return warm.get(connection)
        .map(
            known ->
                use(known)
                    // It may have been wrapped anew since, under a key that alone is left.
                    .onFailure(CredentialTamperedException.class)
                    .recoverWithUni(() -> takeStored(connection)))
        .orElseGet(() -> takeStored(connection));
  }

  private Uni<Injection> takeStored(String connection) {
    return findings.telling(load(connection).chain(this::use));
  }

  private Uni<Injection> use(Warm known) {
    return serves(known.row()) ? inject(known) : refresh(known, Cause.DUE);
  }

  @Override
  public Uni<Injection> takeAfterRejection(String connection, Injection rejected) {
    return findings.telling(
        load(connection).chain(known -> afterRejection(known, rejected.version())));
  }

  /** A rejection tells nothing of a newer token than the rejected one. */
  private Uni<Injection> afterRejection(Warm known, long rejected) {
    if (known.row().version == rejected) {
      return refresh(known, Cause.REJECTED);
    }
    return use(known);
  }

  @Override
  public void forget(String connection) {
    warm.forget(connection);
    seal.forget(connection);
  }

  private boolean serves(CredentialRow row) {
    return !CredentialRow.BROKEN.equals(row.state)
        && !row.gone()
        && !timing.due(row, clock.instant());
  }

  private Uni<Injection> refresh(Warm known, Cause cause) {
    long mark = warm.mark();
    return Database.returning(
            refresher.refreshed(known.row().connection, known.row().version, cause))
        .chain(row -> inject(warm.put(row, mark)));
  }

  private Uni<Warm> load(String connection) {
    long mark = warm.mark();
    return store
        .read(connection)
        .onFailure(e -> !(e instanceof CredentialUnavailableException))
        .transform(ConnectionCredentials::unreadable)
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        new CredentialUnavailableException(
                            BROKEN, "The connection has no credential.")))
        .invoke(ConnectionCredentials::refuseShredded)
        .map(row -> warm.put(row, mark));
  }

  private static void refuseShredded(CredentialRow row) {
    if (row.gone()) {
      throw new CredentialUnavailableException(BROKEN, "The credential was destroyed.");
    }
  }

  private static Throwable unreadable(Throwable e) {
    LOG.warn("The credential store cannot be read", e);
    return new CredentialUnavailableException(KEYS, "The credential store cannot be reached.");
  }

  private Uni<Injection> inject(Warm known) {
    CredentialRow row = known.row();
    return seal.opened(row, known.accessField()).map(opened -> known.profile().inject(row, opened));
  }
}
