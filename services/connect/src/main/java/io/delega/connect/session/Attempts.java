package io.delega.connect.session;

import io.delega.api.ProblemException;
import io.delega.connect.ConnectConfig;
import io.delega.connect.Secrecy;
import io.delega.contracts.Ids;
import io.delega.tracing.Traces;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Stores attempts. */
@ApplicationScoped
public class Attempts {
  private final ConnectConfig config;
  private final Clock clock;

  @Inject
  Attempts(ConnectConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /**
   * A new attempt in an open session.
   *
   * @param browser the secret that the browser's cookie carries
   * @throws ProblemException 410 {@code session_ended} when the session is not open any more
   */
  Uni<Attempt> begin(String session, Secrecy state, Secrecy browser) {
    Instant now = clock.instant();
    return Panache.withTransaction(
        () ->
            Sessions.locked(session)
                .chain(
                    row -> {
                      if (!row.openAt(now)) {
                        throw new ProblemException(410, "session_ended", "The session has ended.");
                      }
                      Attempt attempt = new Attempt();
                      attempt.id = Ids.next(Ids.ATTEMPT, clock);
                      attempt.session = session;
                      attempt.integration = row.integration;
                      attempt.stateHash = state.hash();
                      attempt.browserHash = browser.hash();
                      attempt.traceparent = Traces.here();
                      attempt.createdAt = now;
                      attempt.expiresAt = now.plus(config.attemptLifetime());
                      attempt.become(Attempt.Status.STARTED, null, now);
                      return attempt.persist();
                    }));
  }

  /** The attempt that a state belongs to. */
  public Uni<Optional<Attempt>> byState(String state) {
    if (!Secrecy.shaped(state)) {
      return Uni.createFrom().item(Optional.empty());
    }
    return Panache.withSession(
            () -> Attempt.<Attempt>find("stateHash", Secrecy.hash(state)).firstResult())
        .map(Optional::ofNullable);
  }

  public Uni<Optional<Attempt>> byId(String id) {
    return Panache.withSession(() -> Attempt.<Attempt>findById(id)).map(Optional::ofNullable);
  }

  /** Whether something was tried in the session from that browser. */
  public Uni<Boolean> madeIn(String session, Secrecy browser) {
    return Panache.withSession(
            () -> Attempt.count("session = ?1 and browserHash = ?2", session, browser.hash()))
        .map(count -> count > 0);
  }

  static Uni<Attempt> locked(String id) {
    return Attempt.findById(id, LockModeType.PESSIMISTIC_WRITE);
  }

  /** Moves an attempt that has not ended; an ended one stays. Answers what it was before. */
  Uni<Attempt.Status> move(String id, Attempt.Status to, String reason) {
    return Panache.withTransaction(
        () ->
            locked(id)
                .map(
                    row -> {
                      Attempt.Status before = row.status;
                      if (before == Attempt.Status.STARTED || before == Attempt.Status.EXCHANGING) {
                        row.become(to, reason, clock.instant());
                      }
                      return before;
                    }));
  }

  /** Attempts whose outcome is not known here although it should be by now. */
  Uni<List<Attempt>> unknown() {
    return Panache.withSession(
        () ->
            Attempt.<Attempt>find(
                    "status = ?1 and changedAt <= ?2 order by changedAt",
                    Attempt.Status.EXCHANGING,
                    clock.instant().minus(config.recoverAfter()))
                .page(0, 50)
                .list());
  }

  boolean over(Attempt attempt) {
    return clock.instant().isAfter(attempt.expiresAt);
  }
}
