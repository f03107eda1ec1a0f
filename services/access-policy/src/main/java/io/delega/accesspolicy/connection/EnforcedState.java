package io.delega.accesspolicy.connection;

import io.delega.accesspolicy.AccessPolicyConfig;
import io.delega.accesspolicy.assistant.Assistant;
import io.delega.accesspolicy.grant.Grant;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes what is to be enforced for a connection, in the transaction that has locked its row. */
@ApplicationScoped
public class EnforcedState {
  private static final String INSERT =
      "INSERT INTO connection (id, agency, state, version)"
          + " VALUES (?1, ?2, 'ACTIVE', 0) ON CONFLICT (id) DO NOTHING";

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

  /** Puts the state as it now is, with the next version, on its way to the enforcement points. */
  public Uni<Void> publish(Connection row) {
    row.version++;
    return read(row)
        .chain(
            state ->
                outbox.append(Topic.ENFORCEMENT_STATE, state.key(), EventJson.writeBytes(state)));
  }

  /** The state as it now is. */
  public Uni<EnforcementState.Connection> read(Connection row) {
    Instant since = clock.instant().minus(config.keepEnded());
    return Grant.<Grant>list(
            "connection = ?1 and (endedAt is null or endedAt > ?2) order by id", row.id, since)
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
