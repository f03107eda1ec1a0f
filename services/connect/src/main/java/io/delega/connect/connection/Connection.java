package io.delega.connect.connection;

import io.delega.contracts.Actor;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** One client's account at one provider. The row exists once the code exchange has succeeded. */
@Entity
@Table(name = "connection")
public class Connection extends PanacheEntityBase {
  @Id public String id;

  public String agency;
  public String client;
  public String provider;
  public String integration;

  /** The account's name at the provider, as far as the provider told; personal. */
  public String account;

  @Enumerated(EnumType.STRING)
  public ConnectionState state;

  /** What it will be when it is resumed; null unless it is suspended. */
  @Enumerated(EnumType.STRING)
  @Column(name = "suspended_from")
  ConnectionState suspendedFrom;

  @Column(name = "suspended_by_agency")
  boolean suspendedByAgency;

  @Column(name = "suspended_by_client")
  boolean suspendedByClient;

  /** Of the answer of access-policy that the two are from; rises. */
  @Column(name = "suspension_version")
  long suspensionVersion;

  /** Why it is in that state; null when there is nothing to say. */
  public String reason;

  public long version;

  @Column(name = "created_at")
  public Instant createdAt;

  @Column(name = "changed_at")
  public Instant changedAt;

  @Column(name = "revoked_by_kind")
  String revokedByKind;

  @Column(name = "revoked_by_id")
  String revokedById;

  /** The id of the event that told of the revocation; null until then. */
  @Column(name = "revoked_event")
  String revokedEvent;

  /** First step of a revocation: how it was enforced, as JSON; null while to be done. */
  public String enforcement;

  /** Second step: what became of the credential, as JSON; null while to be done. */
  public String destruction;

  /** When the steps are tried again; null when there is none left. */
  @Column(name = "retry_at")
  Instant retryAt;

  Actor revokedBy() {
    return new Actor(revokedByKind, revokedById);
  }

  /** Whether it is revoked and both steps are done. */
  public boolean gone() {
    return state == ConnectionState.REVOKED && enforcement != null && destruction != null;
  }
}
