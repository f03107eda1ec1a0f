package io.delega.tokenvault.refresh;

import static io.delega.tokenvault.credential.CredentialUnavailableException.BROKEN;
import static io.delega.tokenvault.credential.CredentialUnavailableException.KEYS;
import static io.delega.tokenvault.credential.CredentialUnavailableException.UPSTREAM;

import io.delega.tokenvault.VaultConfig;
import io.delega.tokenvault.credential.CredentialRow;
import io.delega.tokenvault.credential.CredentialUnavailableException;
import io.delega.tokenvault.credential.Refresher;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
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
  private final Duration poll;
  private final Duration patience;
  private final Map<Run, Uni<CredentialRow>> running = new ConcurrentHashMap<>();

  private record Run(String connection, long seen, Cause cause) {}

  @Inject
  ConnectionRefresher(RefreshClaims claims, RefreshRequest request, VaultConfig config) {
    this.claims = claims;
    this.request = request;
    this.poll = config.refresh().poll();
    this.patience = config.refresh().patience();
  }

  @Override
  public Uni<CredentialRow> refreshed(String connection, long seenVersion, Cause cause) {
    Run run = new Run(connection, seenVersion, cause);
    return running.computeIfAbsent(
        run,
        key ->
            run(key, System.nanoTime())
                .onFailure(e -> !(e instanceof CredentialUnavailableException))
                .transform(ConnectionRefresher::unexpected)
                .onTermination()
                .invoke(() -> running.remove(key))
                .memoize()
                .indefinitely());
  }

  private Uni<CredentialRow> run(Run run, long startedNanos) {
    return claims
        .decide(run.connection(), run.seen(), run.cause())
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        new CredentialUnavailableException(
                            BROKEN, "The connection has no credential.")))
        .chain(decided -> follow(decided, run, startedNanos));
  }

  private Uni<CredentialRow> follow(RefreshClaims.Decided decided, Run run, long startedNanos) {
    RefreshDecision decision = decided.decision();
    if (decision instanceof RefreshDecision.Refresh) {
      // Whatever came of it is stored; deciding again on it tells what the caller gets.
      return request.send(decided.row(), run.cause()).chain(() -> run(run, startedNanos));
    }
    if (decision instanceof RefreshDecision.Await await) {
      return await(await, decided.row(), run, startedNanos);
    }
    if (decision instanceof RefreshDecision.Break broken) {
      throw new CredentialUnavailableException(
          BROKEN, "The provider no longer accepts this connection: " + broken.reason() + ".");
    }
    if (decision instanceof RefreshDecision.Later later) {
      throw new CredentialUnavailableException(
          UPSTREAM, "The provider gives no new token now; next try at " + later.retryAt() + ".");
    }
    return Uni.createFrom().item(decided.row());
  }

  private Uni<CredentialRow> await(
      RefreshDecision.Await await, CredentialRow row, Run run, long startedNanos) {
    if (System.nanoTime() - startedNanos > patience.toNanos()) {
      if (await.serves()) {
        return Uni.createFrom().item(row);
      }
      throw new CredentialUnavailableException(
          UPSTREAM, "The provider takes too long to give a new token.");
    }
    return Uni.createFrom()
        .voidItem()
        .onItem()
        .delayIt()
        .by(poll)
        .chain(() -> run(run, startedNanos));
  }

  private static Throwable unexpected(Throwable e) {
    LOG.warn("A refresh could not be carried out", e);
    return new CredentialUnavailableException(KEYS, "The credential store cannot be reached.");
  }
}
