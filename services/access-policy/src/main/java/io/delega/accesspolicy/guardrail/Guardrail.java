package io.delega.accesspolicy.guardrail;

import io.delega.contracts.EnforcementState;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A named Cedar text of one owner. */
@Entity
@Table(name = "guardrail")
public class Guardrail extends PanacheEntityBase {
  /** The owner's key and the name. */
  @Id public String id;

  public String ownerKey;
  public String agency;
  public String client;
  public String name;
  public String text;
  public long version;
  public Instant updatedAt;

  Owner owner() {
    return new Owner(agency, client);
  }

  static String id(Owner owner, String name) {
    return owner.key() + "/" + name;
  }

  EnforcementState.Guardrail enforced() {
    return new EnforcementState.Guardrail(name, owner().word(), text);
  }
}
