package io.delega.accesspolicy.call;

import io.delega.accesspolicy.AccessPolicyConfig;
import io.delega.accesspolicy.StoredJson;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps what was told of calls as long as Kafka does, and nothing of a client that is gone. One
 * statement takes in a whole batch: every proxied call passes by here.
 */
@ApplicationScoped
public class CallFacts {
  private static final String INSERT =
      "INSERT INTO call_fact (call, kind, agency, client, at, event)"
          + " SELECT f.call, f.kind, f.agency, f.client, f.at, f.event"
          + " FROM json_to_recordset(CAST(CAST(?1 AS text) AS json)) AS f"
          + " (call text, kind text, agency text, client text, at timestamptz, event text)"
          + " WHERE NOT EXISTS (SELECT 1 FROM forgotten_client g WHERE g.client = f.client)"
          + " ON CONFLICT DO NOTHING";
  private static final String FIND =
      "SELECT f.event FROM call_fact f WHERE f.call = ?1 AND f.agency = ?2"
          + " AND NOT EXISTS (SELECT 1 FROM forgotten_client g WHERE g.client = f.client)";
  private static final String FORGET =
      "INSERT INTO forgotten_client (client, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
  // Each scans all calls: once when a client goes, and once more after the latecomers.
  private static final String SWEEP =
      "WITH swept AS (UPDATE forgotten_client SET swept = true WHERE NOT swept RETURNING client)"
          + " DELETE FROM call_fact f USING swept g WHERE g.client = f.client";
  private static final String CLEAR =
      "WITH cleared AS (UPDATE forgotten_client SET cleared = true WHERE NOT cleared AND at < ?1"
          + " RETURNING client)"
          + " DELETE FROM call_fact f USING cleared g WHERE g.client = f.client";

  /** A batch that was being taken in when a client went may still bring something of it. */
  private static final Duration LATECOMERS = Duration.ofMinutes(10);

  private final AccessPolicyConfig config;
  private final Clock clock;

  @Inject
  CallFacts(AccessPolicyConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /** One event of a call, as it came. */
  record Fact(String call, String kind, String agency, String client, Instant at, String event) {}

  /**
   * A batch as its statement takes it.
   *
   * @param json null when it is empty
   */
  record Written(String json) {}

  /** Costs what the batch is big; not for an event loop. */
  static Written written(List<Fact> facts) {
    return new Written(facts.isEmpty() ? null : StoredJson.write(facts));
  }

  /** Takes in those that are new. */
  Uni<Void> take(Written facts) {
    return facts.json() == null
        ? Uni.createFrom().voidItem()
        : Panache.withTransaction(() -> execute(INSERT, facts.json())).replaceWithVoid();
  }

  /** What is known of the agency's call; empty while its decision is not. */
  Uni<Optional<RecordedCall>> find(String agency, String call) {
    return Panache.withSession(
            () ->
                Panache.getSession()
                    .chain(
                        session ->
                            session
                                .createNativeQuery(FIND, String.class)
                                .setParameter(1, call)
                                .setParameter(2, agency)
                                .getResultList()))
        .map(RecordedCall::of);
  }

  /** The client is gone: from now on none of its calls is known; in the caller's transaction. */
  public Uni<Void> forget(String client) {
    return execute(FORGET, client, clock.instant()).replaceWithVoid();
  }

  /** Removes what is older than Kafka's own copy. */
  @Scheduled(
      every = "10m",
      delayed = "1m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> purge() {
    return Panache.withTransaction(
        () ->
            execute(
                    "DELETE FROM call_fact WHERE at < ?1",
                    clock.instant().minus(config.keepCalls()))
                .replaceWithVoid());
  }

  /** Removes what is of clients that are gone. */
  @Scheduled(
      every = "10s",
      delayed = "5s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> clear() {
    return Panache.withTransaction(
        () ->
            execute(SWEEP)
                .chain(() -> execute(CLEAR, clock.instant().minus(LATECOMERS)))
                .replaceWithVoid());
  }

  private static Uni<Integer> execute(String statement, Object... values) {
    return Panache.getSession()
        .chain(
            session -> {
              var query = session.createNativeQuery(statement);
              for (int i = 0; i < values.length; i++) {
                query.setParameter(i + 1, values[i]);
              }
              return query.executeUpdate();
            });
  }
}
