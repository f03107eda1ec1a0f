package io.delega.accesspolicy.request;

import io.delega.accesspolicy.StoredJson;
import io.delega.contracts.AccessRequest;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

/** What the agency asks the client for, for one assistant on one connection. */
@Entity
@Table(name = "access_request")
class Request extends PanacheEntityBase {
  @Id String id;

  String agency;
  String client;
  String connection;
  String assistant;

  /** The assistant's name as the client reads it. */
  String assistantName;

  @Enumerated(EnumType.STRING)
  RequestState state;

  @Convert(converter = StoredJson.Permissions.class)
  List<Permission> permissions;

  @Convert(converter = StoredJson.WithinLimits.class)
  Limits limits;

  /** The version of the agency's own provider by which that is written; null for the platform's. */
  Long definition;

  /** Why, in the agency's words to the client; null when it gave none. */
  String reason;

  /** The grant that came of it; null until it is accepted. */
  @Column(name = "access_grant")
  String grant;

  /** The step until that grant is in force. */
  String step;

  long version;
  Instant createdAt;

  /** Until when the client can answer. */
  Instant expiresAt;

  /** When it was answered, taken back, or lapsed; null while it is open. */
  Instant endedAt;

  /** Whether nobody answered in time, noted already or not. */
  boolean lapsed(Instant now) {
    return state == RequestState.OPEN && !expiresAt.isAfter(now);
  }

  AccessRequest asked() {
    return new AccessRequest(assistant, assistantName, permissions, limits);
  }

  /** Names of the operations that are asked for. */
  List<String> operations() {
    return permissions.stream().map(Permission::operation).distinct().toList();
  }

  void end(RequestState to, Instant now) {
    state = to;
    endedAt = now;
    version++;
  }
}
