package io.delega.tokenvault.rotation;

import io.delega.contracts.Actor;
import io.delega.contracts.Event;
import io.delega.contracts.Topic;
import io.delega.contracts.VaultEvent;
import io.delega.keys.KekVersion;
import io.delega.outbox.Outbox;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** How far each agency's data keys are brought under a version, with the events that tell it. */
@ApplicationScoped
class Progress {
  private static final Actor SELF = Actor.service("token-vault");

  private static final String SEEN =
      "insert into kek_version (kek, seen_at) values (?1, clock_timestamp())"
          + " on conflict (kek) do nothing";

  private static final String SEEN_AT = "select seen_at from kek_version where kek = ?1";

  private static final String START =
      "insert into key_rewrap (agency, kek, started_at) values (?1, ?2, clock_timestamp())"
          + " on conflict (agency, kek) do nothing";

  /** Rows that came back under an old version, from a backup, are counted too. */
  private static final String COUNT =
      "update key_rewrap set %1$s = %1$s + 1, completed_at = null where agency = ?1 and kek = ?2";

  private static final String COMPLETE =
      "update key_rewrap set completed_at = clock_timestamp()"
          + " where kek = ?1 and completed_at is null returning agency, credentials, secrets";

  private final Outbox outbox;
  private final Clock clock;

  @Inject
  Progress(Outbox outbox, Clock clock) {
    this.outbox = outbox;
    this.clock = clock;
  }

  /** The version is the current one, at the latest since now. */
  Uni<Void> seen(Mutiny.Session session, KekVersion current) {
    return session
        .createNativeQuery(SEEN)
        .setParameter(1, current.toString())
        .executeUpdate()
        .replaceWithVoid();
  }

  /** Since when the version is known to be the current one. */
  Uni<Optional<Instant>> seenAt(Mutiny.Session session, KekVersion version) {
    return session
        .createNativeQuery(SEEN_AT, Instant.class)
        .setParameter(1, version.toString())
        .getSingleResultOrNull()
        .map(Optional::ofNullable);
  }

  /** Counts one credential of the agency, in the transaction that wraps it anew. */
  Uni<Void> credential(Mutiny.Session session, String agency, KekVersion kek) {
    return count(session, agency, kek, "credentials");
  }

  /** Counts one integration's secret. */
  Uni<Void> secret(Mutiny.Session session, String agency, KekVersion kek) {
    return count(session, agency, kek, "secrets");
  }

  private Uni<Void> count(Mutiny.Session session, String agency, KekVersion kek, String what) {
    return session
        .createNativeQuery(START)
        .setParameter(1, agency)
        .setParameter(2, kek.toString())
        .executeUpdate()
        .chain(
            started ->
                started == 0
                    ? Uni.createFrom().voidItem()
                    : tell(agency, new VaultEvent.KeysRewrapStarted(kek.toString())))
        .chain(
            () ->
                session
                    .createNativeQuery(COUNT.formatted(what))
                    .setParameter(1, agency)
                    .setParameter(2, kek.toString())
                    .executeUpdate())
        .replaceWithVoid();
  }

  /** Nothing is left under older versions: tells every agency that something was left of. */
  Uni<Void> complete(Mutiny.Session session, KekVersion kek) {
    return session
        .createNativeQuery(COMPLETE, Object[].class)
        .setParameter(1, kek.toString())
        .getResultList()
        .onItem()
        .transformToMulti(Multi.createFrom()::<Object[]>iterable)
        .onItem()
        .transformToUniAndConcatenate(
            row ->
                tell(
                    (String) row[0],
                    new VaultEvent.KeysRewrapCompleted(
                        kek.toString(),
                        ((Number) row[1]).intValue(),
                        ((Number) row[2]).intValue())))
        .collect()
        .asList()
        .replaceWithVoid();
  }

  /** The states of all agencies under this version, as they are stored. */
  Uni<List<Object[]>> agencies(Mutiny.Session session, KekVersion kek) {
    return session
        .createNativeQuery(
            "select count(*), coalesce(sum(credentials), 0), coalesce(sum(secrets), 0),"
                + " to_char(min(started_at) at time zone 'UTC', :iso),"
                + " to_char(max(completed_at) at time zone 'UTC', :iso), count(completed_at)"
                + " from key_rewrap where kek = :kek",
            Object[].class)
        .setParameter("kek", kek.toString())
        .setParameter("iso", "YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"")
        .getResultList();
  }

  private Uni<Void> tell(String agency, VaultEvent event) {
    return outbox.append(
        Topic.VAULT_EVENTS, Event.of("token-vault", agency, agency, SELF, 0, event, clock));
  }
}
