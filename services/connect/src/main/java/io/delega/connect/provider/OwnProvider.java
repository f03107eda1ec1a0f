package io.delega.connect.provider;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** An agency's own provider definition, in its newest version. */
@Entity
@Table(name = "own_provider")
class OwnProvider extends PanacheEntityBase {
  /** {@code agency/provider}: never seen outside. */
  @Id String id;

  String agency;
  String provider;

  /** From 1, rising with every change. */
  long version;

  /** The definition's JSON. */
  String definition;

  /** In which version each operation became what it is, as JSON; null: in the first. */
  String since;

  @Column(name = "updated_at")
  Instant updatedAt;

  static String key(String agency, String provider) {
    return agency + "/" + provider;
  }
}
