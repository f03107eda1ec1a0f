package io.delega.accesspolicy.guardrail;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;

/** All guardrails of one owner change one after the other; its row is locked first. */
@Entity
@Table(name = "guardrail_owner")
class GuardrailOwner extends PanacheEntityBase {
  private static final String INSERT =
      "INSERT INTO guardrail_owner (key, agency, client, version)"
          + " VALUES (?1, ?2, ?3, 0) ON CONFLICT (key) DO NOTHING";

  @Id String key;

  String agency;
  String client;

  /** Of what is enforced; rises with every change. */
  long version;

  /** The owner's row, made where it is missing, locked. */
  static Uni<GuardrailOwner> locked(Owner owner) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(INSERT)
                    .setParameter(1, owner.key())
                    .setParameter(2, owner.agency())
                    .setParameter(3, owner.client())
                    .executeUpdate())
        .chain(() -> findById(owner.key(), LockModeType.PESSIMISTIC_WRITE));
  }
}
