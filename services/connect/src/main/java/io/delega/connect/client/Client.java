package io.delega.connect.client;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** The agency's customer, owner of the accounts. */
@Entity
@Table(name = "client")
public class Client extends PanacheEntityBase {
  @Id public String id;

  public String agency;

  @Enumerated(EnumType.STRING)
  public ClientState state;

  /** Personal; null once offboarded. */
  public String name;

  /** Personal; null once offboarded. */
  public String email;

  @Column(name = "external_id")
  public String externalId;

  /** A BCP 47 language tag, or null. */
  public String locale;

  public long version;

  @Column(name = "created_at")
  public Instant createdAt;

  /** The destruction certificate's JSON; null until offboarded. */
  String certificate;

  @Column(name = "offboarded_by_kind")
  String offboardedByKind;

  @Column(name = "offboarded_by_id")
  String offboardedById;

  /** When offboarding goes on by itself. */
  @Column(name = "retry_at")
  Instant retryAt;
}
