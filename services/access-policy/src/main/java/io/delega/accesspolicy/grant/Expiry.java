package io.delega.accesspolicy.grant;

import io.delega.accesspolicy.AccessPolicyConfig;
import io.delega.accesspolicy.Facts;
import io.delega.accesspolicy.assistant.AssistantState;
import io.delega.accesspolicy.connection.EnforcedState;
import io.delega.contracts.Actor;
import io.delega.contracts.PolicyEvent;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * Marks what has ended by itself. Enforcement points refuse an expired grant without being told, so
 * this may be late; any replica may do it.
 */
@ApplicationScoped
class Expiry {
  private static final Actor SELF = Actor.service("access-policy");
  private static final int MOST_AT_ONCE = 100;

  private final AccessPolicyConfig config;
  private final EnforcedState enforced;
  private final Revocations revocations;
  private final Facts facts;
  private final Clock clock;

  @Inject
  Expiry(
      AccessPolicyConfig config,
      EnforcedState enforced,
      Revocations revocations,
      Facts facts,
      Clock clock) {
    this.config = config;
    this.enforced = enforced;
    this.revocations = revocations;
    this.facts = facts;
    this.clock = clock;
  }

  @Scheduled(
      every = "${delega.access-policy.sweep:2s}",
      delayed = "2s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return Panache.withSession(
            () ->
                Grant.<Grant>find(
                        "state = ?1 and expiresAt <= ?2 order by expiresAt",
                        GrantState.ACTIVE,
                        clock.instant())
                    .page(0, MOST_AT_ONCE)
                    .list())
        .chain(
            grants ->
                Multi.createFrom()
                    .iterable(grants.stream().map(grant -> grant.connection).distinct().toList())
                    .onItem()
                    .transformToUniAndConcatenate(this::expire)
                    .collect()
                    .asList())
        .replaceWithVoid();
  }

  private Uni<Void> expire(String connection) {
    return Panache.withTransaction(
        () ->
            enforced
                .locked(connection)
                .chain(
                    row ->
                        Grant.<Grant>list(
                                "connection = ?1 and state = ?2 and expiresAt <= ?3 order by id",
                                connection,
                                GrantState.ACTIVE,
                                clock.instant())
                            .chain(
                                grants ->
                                    grants.isEmpty()
                                        ? Uni.createFrom().voidItem()
                                        : mark(grants).chain(() -> enforced.publish(row)))));
  }

  private Uni<Void> mark(List<Grant> grants) {
    return Multi.createFrom()
        .iterable(grants)
        .onItem()
        .transformToUniAndConcatenate(this::mark)
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private Uni<Void> mark(Grant grant) {
    grant.state = GrantState.EXPIRED;
    grant.endedAt = clock.instant();
    grant.version++;
    return facts.tell(
        grant.agency,
        SELF,
        grant.id,
        grant.version,
        new PolicyEvent.GrantExpired(grant.id, grant.assistant, grant.connection, grant.client));
  }

  /** Tells of an end that is near, once for each end. */
  @Scheduled(
      every = "${delega.access-policy.sweep:2s}",
      delayed = "3s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> announce() {
    Instant until = clock.instant().plus(config.expiryNotice());
    return Panache.withTransaction(
        () ->
            Grant.<Grant>find(
                    "state = ?1 and announcedAt is null and expiresAt <= ?2 order by expiresAt",
                    GrantState.ACTIVE,
                    until)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .page(0, MOST_AT_ONCE)
                .list()
                .chain(
                    grants ->
                        Multi.createFrom()
                            .iterable(grants)
                            .onItem()
                            .transformToUniAndConcatenate(this::announce)
                            .collect()
                            .asList())
                .replaceWithVoid());
  }

  private Uni<Void> announce(Grant grant) {
    if (grant.announcedAt != null) {
      return Uni.createFrom().voidItem();
    }
    grant.announcedAt = clock.instant();
    return facts.tell(
        grant.agency,
        SELF,
        grant.id,
        grant.version,
        new PolicyEvent.GrantExpiring(
            grant.id, grant.assistant, grant.connection, grant.client, grant.expiresAt));
  }

  /** Goes on where the deletion of an assistant was interrupted. */
  @Scheduled(
      every = "1m",
      delayed = "10s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> endGrantsOfDeletedAssistants() {
    return Panache.withSession(
            () ->
                Panache.getSession()
                    .chain(
                        session ->
                            session
                                .createQuery(
                                    "select distinct g.assistant from Grant g, Assistant a"
                                        + " where a.id = g.assistant and a.state = ?1"
                                        + " and g.state = ?2",
                                    String.class)
                                .setParameter(1, AssistantState.DELETED)
                                .setParameter(2, GrantState.ACTIVE)
                                .getResultList()))
        .chain(
            assistants ->
                Multi.createFrom()
                    .iterable(assistants)
                    .onItem()
                    .transformToUniAndConcatenate(id -> revocations.ofAssistant(id, SELF))
                    .collect()
                    .asList())
        .replaceWithVoid();
  }
}
