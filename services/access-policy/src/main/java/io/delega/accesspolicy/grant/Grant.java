package io.delega.accesspolicy.grant;

import io.delega.accesspolicy.StoredJson;
import io.delega.contracts.Counter;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

/** Lets one assistant perform operations on resources of one connection, within limits. */
@Entity
@Table(name = "access_grant")
public class Grant extends PanacheEntityBase {
  /** The client gave it by consenting. */
  public static final String BY_CONSENT = "consent";

  /** The agency gave it, within a consent. */
  public static final String BY_AGENCY = "agency";

  @Id public String id;

  public String agency;
  public String client;
  public String connection;
  public String assistant;

  @Enumerated(EnumType.STRING)
  public GrantState state;

  @Convert(converter = StoredJson.Permissions.class)
  public List<Permission> permissions;

  @Convert(converter = StoredJson.WithinLimits.class)
  public Limits limits;

  /** Under what its requests count; null in a row of old, whose requests count by themselves. */
  @Convert(converter = StoredJson.Counters.class)
  public List<Counter> counters;

  /** By which version of the agency's own provider the client agreed; null for the platform's. */
  public Long definition;

  /** The limit of that name, for the sweep. */
  public Instant expiresAt;

  /** When its end was announced; null until then. */
  public Instant announcedAt;

  public String source;
  public long version;
  public Instant createdAt;

  /** When it expired or was revoked. */
  public Instant endedAt;

  /** The step of its revocation; null until then. */
  public String revocation;

  /** The id of the event that told of its revocation; null until then. */
  String revokedEvent;

  /** Under what its requests count. */
  List<Counter> counters() {
    return counters == null ? SharedCounters.with(List.of(), id, limits) : counters;
  }

  /** Names of the operations it permits. */
  List<String> operations() {
    return permissions.stream().flatMap(each -> each.names().stream()).distinct().toList();
  }
}
