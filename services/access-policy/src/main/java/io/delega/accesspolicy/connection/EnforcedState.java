package io.delega.accesspolicy.connection;

import io.delega.accesspolicy.AccessPolicyConfig;
import io.delega.accesspolicy.assistant.Assistant;
import io.delega.accesspolicy.grant.Grant;
import io.delega.api.ProblemException;
import io.delega.contracts.EnforcementState;
import io.delega.contracts.EventJson;
import io.delega.contracts.Topic;
import io.delega.outbox.Outbox;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes what is to be enforced for a connection, in the transaction that has locked its row. */
@ApplicationScoped
public class EnforcedState {
  private static final String INSERT =
      "INSERT INTO connection (id, agency, state, version)"
          + " VALUES (?1, ?2, 'ACTIVE', 0) ON CONFLICT (id) DO NOTHING";

  /**
   * Of grants that said the same, the last one says all; and a connection whose grants come and go
   * must not outgrow its record, or nothing of it could be revoked any more.
   */
  private static final String ENDED =
      "SELECT id FROM (SELECT DISTINCT ON (assistant, state, permissions) id, ended_at"
          + " FROM access_grant WHERE connection = ?1 AND ended_at > ?2"
          + " ORDER BY assistant, state, permissions, ended_at DESC, id DESC) AS latest"
          + " ORDER BY ended_at DESC LIMIT 50";

  private static final int MOST_GRANTED = 900_000;
  private static final String TOO_MUCH = "too_much_granted";

  /** A quarantine stands in a record of the assistant's own. */
  private static final String ADMITTED = "active";

  private final AccessPolicyConfig config;
  private final Outbox outbox;
  private final Clock clock;

  @Inject
  EnforcedState(AccessPolicyConfig config, Outbox outbox, Clock clock) {
    this.config = config;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** The connection's row, locked; null when there is none. Lock it before reading its grants. */
  public Uni<Connection> locked(String id) {
    return Connection.findById(id, LockModeType.PESSIMISTIC_WRITE);
  }

  /** The same, made first where it is missing. */
  public Uni<Connection> lockedOrNew(String id, String agency) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(INSERT)
                    .setParameter(1, id)
                    .setParameter(2, agency)
                    .executeUpdate())
        .chain(() -> locked(id));
  }

  /**
   * Puts the state as it now is, with the next version, on its way to the enforcement points. What
   * ends or narrows something is never too big for that.
   */
  public Uni<Void> publish(Connection row) {
    return publish(row, Outbox.MOST_BYTES);
  }

  /**
   * The same for what grants more: it leaves room for all that takes away.
   *
   * @return fails with 409 {@code too_much_granted} when there is too little
   */
  public Uni<Void> publishMore(Connection row) {
    return publish(row, MOST_GRANTED);
  }

  private Uni<Void> publish(Connection row, int most) {
    row.version++;
    return read(row)
        .map(state -> written(state, most))
        .chain(value -> outbox.append(Topic.ENFORCEMENT_STATE, row.id, value));
  }

  /** Without the grants that have ended, where there is no room for them. */
  private static byte[] written(EnforcementState.Connection state, int most) {
    byte[] whole = EventJson.writeBytes(state);
    if (whole.length <= most) {
      return whole;
    }
    byte[] living = EventJson.writeBytes(living(state));
    if (living.length > most) {
      throw ProblemException.conflict(
          TOO_MUCH,
          "The connection's grants together are too big. Revoke some, or name fewer resources.");
    }
    return living;
  }

  /** Whether it failed because more was granted than fits. */
  static boolean isTooMuch(Throwable failure) {
    return failure instanceof ProblemException problem && TOO_MUCH.equals(problem.code());
  }

  private static EnforcementState.Connection living(EnforcementState.Connection state) {
    return new EnforcementState.Connection(
        state.connection(),
        state.agency(),
        state.client(),
        state.provider(),
        state.version(),
        state.state(),
        state.grants().stream().filter(grant -> grant.revokedAt() == null).toList(),
        state.guardrails());
  }

  /** The state as it now is. */
  public Uni<EnforcementState.Connection> read(Connection row) {
    return Grant.<Grant>list("connection = ?1 and endedAt is null", row.id)
        .chain(living -> ended(row).map(ended -> inOrder(living, ended)))
        .chain(
            grants ->
                assistants(grants)
                    .map(
                        assistants ->
                            new EnforcementState.Connection(
                                row.id,
                                row.agency,
                                row.client,
                                row.provider,
                                row.version,
                                row.state.word(),
                                grants.stream()
                                    .map(grant -> enforced(grant, assistants.get(grant.assistant)))
                                    .toList(),
                                List.of())));
  }

  /** Those that have ended lately; they admit nothing and only tell why. */
  private Uni<List<Grant>> ended(Connection row) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(ENDED, String.class)
                    .setParameter(1, row.id)
                    .setParameter(2, clock.instant().minus(config.keepEnded()))
                    .getResultList())
        .chain(
            ids ->
                ids.isEmpty()
                    ? Uni.createFrom().item(List.of())
                    : Grant.<Grant>list("id in ?1", ids));
  }

  private static List<Grant> inOrder(List<Grant> living, List<Grant> ended) {
    return Stream.concat(living.stream(), ended.stream())
        .sorted(Comparator.comparing((Grant grant) -> grant.id))
        .toList();
  }

  private static Uni<Map<String, Assistant>> assistants(List<Grant> grants) {
    Set<String> ids = grants.stream().map(grant -> grant.assistant).collect(Collectors.toSet());
    return ids.isEmpty()
        ? Uni.createFrom().item(Map.of())
        : Assistant.<Assistant>list("id in ?1", ids)
            .map(
                rows ->
                    rows.stream().collect(Collectors.toMap(row -> row.id, Function.identity())));
  }

  private static EnforcementState.Grant enforced(Grant grant, Assistant assistant) {
    return new EnforcementState.Grant(
        grant.id,
        grant.state.word(),
        new EnforcementState.AssistantRef(
            assistant.id, assistant.issuer, assistant.subject, ADMITTED),
        grant.permissions,
        grant.limits,
        "none",
        grant.endedAt,
        grant.counters,
        grant.definition);
  }
}
