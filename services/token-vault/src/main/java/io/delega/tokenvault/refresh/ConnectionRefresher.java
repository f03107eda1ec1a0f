package io.delega.tokenvault.refresh;

import static io.delega.tokenvault.credential.CredentialUnavailableException.BROKEN;
import static io.delega.tokenvault.credential.CredentialUnavailableException.KEYS;
import static io.delega.tokenvault.credential.CredentialUnavailableException.UPSTREAM;

import io.delega.tokenvault.KeyProblems;
import io.delega.tokenvault.VaultConfig;
import io.delega.tokenvault.credential.CredentialRow;
import io.delega.tokenvault.credential.CredentialUnavailableException;
import io.delega.tokenvault.credential.Refresher;
import io.delega.tokenvault.refresh.RefreshClaims.Decided;
import io.delega.tokenvault.refresh.Turns.Urgency;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * {@link Refresher}: callers of this replica share one run, replicas are kept apart by the claim in
 * the row.
 */
@ApplicationScoped
class ConnectionRefresher implements Refresher {
  private static final Logger LOG = Logger.getLogger(ConnectionRefresher.class);

  private final RefreshClaims claims;
  private final RefreshRequest request;
  private final ProviderTurns turns;
  private final Duration poll;
  private final Duration patience;
  private final Map<Key, Uni<CredentialRow>> running = new ConcurrentHashMap<>();

  private record Key(String connection, long seen, Cause cause) {}

  private record Run(String connection, long seen, Cause cause, long deadlineNanos) {
    Duration patience() {
      return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    }
  }

  @Inject
  ConnectionRefresher(
      RefreshClaims claims, RefreshRequest request, ProviderTurns turns, VaultConfig config) {
    this.claims = claims;
    this.request = request;
    this.turns = turns;
    this.poll = config.refresh().poll();
    this.patience = config.refresh().patience();
  }

  @Override
  public Uni<CredentialRow> refreshed(String connection, long seenVersion, Cause cause) {
    return running.computeIfAbsent(
        new Key(connection, seenVersion, cause),
        key ->
            run(new Run(connection, seenVersion, cause, System.nanoTime() + patience.toNanos()))
                .onFailure(e -> !(e instanceof CredentialUnavailableException))
                .transform(ConnectionRefresher::unexpected)
                .onTermination()
                .invoke(() -> running.remove(key))
                .memoize()
                .indefinitely());
  }

  private Uni<CredentialRow> run(Run run) {
    return claims
        .decide(run.connection(), run.seen(), run.cause())
        .map(ConnectionRefresher::known)
        .chain(decided -> follow(decided, run));
  }

  private static Decided known(Optional<Decided> found) {
    return found.orElseThrow(
        () -> new CredentialUnavailableException(BROKEN, "The connection has no credential."));
  }

  private Uni<CredentialRow> follow(Decided decided, Run run) {
    RefreshDecision decision = decided.decision();
    CredentialRow row = decided.row();
    if (decision instanceof RefreshDecision.Refresh refresh) {
      String provider = ProviderTurns.provider(row);
      return turns
          .take(provider, urgency(refresh, run.cause()), run.patience())
          .chain(
              taken ->
                  taken
                      ? underTurn(provider, run)
                      : impatient(refresh.serves(), row, "The provider is asked too much now."));
    }
    if (decision instanceof RefreshDecision.Await await) {
      return run.patience().isZero()
          ? impatient(await.serves(), row, "The provider takes too long to give a new token.")
          : Uni.createFrom().voidItem().onItem().delayIt().by(poll).chain(() -> run(run));
    }
    if (decision instanceof RefreshDecision.Break broken) {
      throw new CredentialUnavailableException(
          BROKEN, "The provider no longer accepts this connection: " + broken.reason() + ".");
    }
    if (decision instanceof RefreshDecision.Later later) {
      throw new CredentialUnavailableException(
          UPSTREAM, "The provider gives no new token now; next try at " + later.retryAt() + ".");
    }
    return Uni.createFrom().item(row);
  }

  private static Urgency urgency(RefreshDecision.Refresh refresh, Cause cause) {
    if (cause == Cause.BACKGROUND) {
      return Urgency.BACKGROUND;
    }
    // Whoever tests a connection wants to know; everybody else goes on with a token that serves.
    return refresh.serves() && cause != Cause.TEST ? Urgency.EARLY : Urgency.CALLER;
  }

  /** Decides once more, since waiting took time, and takes the claim only now. */
  private Uni<CredentialRow> underTurn(String provider, Run run) {
    return claims
        .claim(run.connection(), run.seen(), run.cause())
        .map(ConnectionRefresher::known)
        .chain(decided -> ask(decided, run))
        .onTermination()
        .invoke(() -> turns.end(provider))
        .chain(
            asked ->
                // Whatever came of it is stored; deciding again on it tells what the caller gets.
                asked.row() != null
                    ? Uni.createFrom().item(asked.row())
                    : asked.decided().decision() instanceof RefreshDecision.Refresh
                        ? run(run)
                        : follow(asked.decided(), run));
  }

  /** With the row to go on with, where no key could be had to ask for a better one. */
  private record Asked(Decided decided, CredentialRow row) {}

  private Uni<Asked> ask(Decided decided, Run run) {
    if (decided.decision() instanceof RefreshDecision.Refresh refresh) {
      return request
          .send(decided.row(), run.cause())
          .replaceWith(new Asked(decided, null))
          .onFailure(e -> refresh.serves() && KeyProblems.keyIsAway(e))
          .recoverWithItem(new Asked(decided, decided.row()));
    }
    return Uni.createFrom().item(new Asked(decided, null));
  }

  private static Uni<CredentialRow> impatient(boolean serves, CredentialRow row, String why) {
    if (!serves) {
      throw new CredentialUnavailableException(UPSTREAM, why);
    }
    return Uni.createFrom().item(row);
  }

  private static Throwable unexpected(Throwable e) {
    LOG.warn("A refresh could not be carried out", e);
    return new CredentialUnavailableException(KEYS, "The credential store cannot be reached.");
  }
}
