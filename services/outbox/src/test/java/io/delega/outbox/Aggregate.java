package io.delega.outbox;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** What the tests change together with the outbox. */
@Entity
class Aggregate {
  @Id String id;
  long version;

  protected Aggregate() {}

  Aggregate(String id) {
    this.id = id;
  }
}
