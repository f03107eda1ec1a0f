package io.delega.accesspolicy.provider;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** An agency's own provider definition. */
@Entity
@Table(name = "provider")
class OwnDefinition extends PanacheEntityBase {
  @Id String id;

  String agency;
  String provider;
  long version;

  /** As JSON. */
  String definition;

  /** In which version each operation became what it is, as JSON; null: in the first. */
  String since;
}
