package io.delega.accesspolicy.enforcement;

import io.delega.accesspolicy.Facts;
import io.delega.accesspolicy.OwnContext;
import io.delega.accesspolicy.enforcement.EnforcementStep.Kind;
import io.delega.accesspolicy.enforcement.EnforcementTracker.Verdict;
import io.delega.api.ProblemException;
import io.delega.contracts.Actor;
import io.delega.contracts.Ids;
import io.delega.contracts.PolicyEvent;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Steps are stored in the transaction of the change and finished after it, by whoever comes first:
 * the caller who waits, this replica or another one, also after a restart.
 */
@ApplicationScoped
public class EnforcementSteps {
  private static final Logger LOG = Logger.getLogger(EnforcementSteps.class);
  private static final int MOST_AT_ONCE = 50;

  private final EnforcementWatch watch;
  private final Facts facts;
  private final Clock clock;
  private final Vertx vertx;
  private final Set<String> finishing = ConcurrentHashMap.newKeySet();

  @Inject
  EnforcementSteps(EnforcementWatch watch, Facts facts, Clock clock, Vertx vertx) {
    this.watch = watch;
    this.facts = facts;
    this.clock = clock;
    this.vertx = vertx;
  }

  /**
   * What must be in force, in the version that has the change.
   *
   * @param key of the record in the enforced state
   * @param connection whose record it is; null when many share it
   */
  public record Subject(
      String agency, String key, String connection, String client, long version) {}

  /** Stores a step in the caller's transaction; the times are to the millisecond. */
  public Uni<EnforcementStep> begin(
      Kind kind, Subject subject, String session, List<String> grants, Actor actor) {
    EnforcementStep step = step(kind, subject, actor);
    step.session = session;
    step.grants = List.copyOf(grants);
    return step.persist();
  }

  /**
   * The same for a restriction.
   *
   * @param what guardrail, assistant, connection or grant
   * @param about its name or id
   */
  public Uni<EnforcementStep> restrict(Subject subject, String what, String about, Actor actor) {
    EnforcementStep step = step(Kind.RESTRICTION, subject, actor);
    step.grants = List.of();
    step.what = what;
    step.about = about;
    return step.persist();
  }

  /** The step of the latest restriction by this record; null when there was none. */
  public Uni<EnforcementStep> latest(String key) {
    return EnforcementStep.<EnforcementStep>find("stateKey = ?1 order by version desc", key)
        .firstResult();
  }

  private EnforcementStep step(Kind kind, Subject subject, Actor actor) {
    EnforcementStep step = new EnforcementStep();
    step.id = Ids.next("stp", clock);
    step.kind = kind;
    step.agency = subject.agency();
    step.connection = subject.connection();
    step.client = subject.client();
    step.stateKey = subject.key();
    step.version = subject.version();
    step.actorKind = actor.kind();
    step.actorId = actor.id();
    step.startedAt = now();
    return step;
  }

  /**
   * Answers the step once it is done, and tells so once.
   *
   * @return fails with 503 {@code enforcement_pending} when that cannot be told in time
   */
  public Uni<EnforcementStep> finish(EnforcementStep step) {
    if (step.doneAt != null) {
      return Uni.createFrom().item(step);
    }
    return watch
        .enforced(step.key(), step.version)
        .onFailure(EnforcementPendingException.class)
        .transform(pending -> pendingProblem())
        .chain(verdict -> Panache.withTransaction(() -> done(step.id, verdict)));
  }

  /** The same by id. */
  public Uni<EnforcementStep> finish(String id) {
    return Panache.withSession(() -> EnforcementStep.<EnforcementStep>findById(id))
        .chain(this::finish);
  }

  /** Finishes it apart from the caller; what fails is taken up again by {@link #takeUp}. */
  public void finishLater(EnforcementStep step) {
    if (finishing.add(step.id)) {
      OwnContext.run(
          vertx,
          () -> finish(step.id).onTermination().invoke(() -> finishing.remove(step.id)),
          failure -> LOG.infof("Enforcement of %s is still awaited", step.key()));
    }
  }

  @Scheduled(every = "${delega.access-policy.sweep:2s}", delayed = "2s")
  Uni<Void> takeUp() {
    Instant before = clock.instant().minus(Duration.ofSeconds(1));
    return Panache.withSession(
            () ->
                EnforcementStep.<EnforcementStep>find(
                        "doneAt is null and startedAt < ?1 order by startedAt", before)
                    .page(0, MOST_AT_ONCE)
                    .list())
        .invoke(steps -> steps.forEach(this::finishLater))
        .replaceWithVoid();
  }

  private Uni<EnforcementStep> done(String id, Verdict verdict) {
    return EnforcementStep.<EnforcementStep>findById(id, LockModeType.PESSIMISTIC_WRITE)
        .call(
            step -> {
              if (step.doneAt != null) {
                return Uni.createFrom().voidItem();
              }
              step.doneAt = now();
              step.tookMs = Duration.between(step.startedAt, step.doneAt).toMillis();
              step.confirmed = verdict.confirmed();
              step.expired = verdict.expired();
              return tell(step);
            });
  }

  private Uni<Void> tell(EnforcementStep step) {
    return switch (step.kind) {
      case GRANT -> Uni.createFrom().voidItem();
      case CONSENT ->
          facts.tell(
              step.agency,
              step.actor(),
              step.connection,
              step.version,
              new PolicyEvent.ConsentEnforced(
                  step.session,
                  step.connection,
                  step.client,
                  step.grants,
                  step.confirmed,
                  step.expired,
                  step.tookMs));
      case REVOCATION ->
          facts
              .told(
                  step.agency,
                  step.actor(),
                  step.connection,
                  step.version,
                  new PolicyEvent.RevocationEnforced(
                      step.grants.size() == 1 ? step.grants.get(0) : null,
                      step.connection,
                      step.client,
                      step.confirmed,
                      step.expired,
                      step.tookMs))
              .invoke(id -> step.event = id)
              .replaceWithVoid();
      case RESTRICTION ->
          facts.tell(
              step.agency,
              step.actor(),
              step.key(),
              step.version,
              new PolicyEvent.RestrictionEnforced(
                  step.what,
                  step.about,
                  step.connection,
                  step.client,
                  step.confirmed,
                  step.expired,
                  step.tookMs));
    };
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  static ProblemException pendingProblem() {
    return new ProblemException(
            503,
            "enforcement_pending",
            "The change stands; not every enforcement point has confirmed it yet. Repeat the call"
                + " to wait for it.")
        .header("Retry-After", "2");
  }
}
