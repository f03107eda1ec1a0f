package io.delega.accesspolicy.grant;

import io.delega.accesspolicy.StoredJson;
import io.delega.catalogue.ProviderDefinition;
import io.delega.contracts.Counter;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.policy.AccessClass;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

/** What a client agreed to, for one assistant on one connection. */
@Entity
@Table(name = "consent")
class Consent extends PanacheEntityBase {
  @Id String id;

  String connection;
  String session;
  String assistant;

  @Convert(converter = StoredJson.Permissions.class)
  List<Permission> permissions;

  @Convert(converter = StoredJson.WithinLimits.class)
  Limits limits;

  /** Under what requests of its grants count; null in a row of old, which counts by itself. */
  @Convert(converter = StoredJson.Counters.class)
  List<Counter> counters;

  /** By which version of the agency's own provider the client agreed; null for the platform's. */
  Long definition;

  Instant createdAt;

  /** When the client stopped the assistant; nothing can be granted under it afterwards. */
  Instant withdrawnAt;

  /** What of it holds, as the provider is defined now. */
  ConsentCheck.Given given(ProviderDefinition definition) {
    return new ConsentCheck.Given(
        AccessClass.held(permissions, definition), limits, counters(), this.definition);
  }

  List<Counter> counters() {
    return counters == null ? SharedCounters.with(List.of(), id, limits) : counters;
  }
}
