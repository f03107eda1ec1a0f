package io.delega.accesspolicy.connection;

import io.delega.accesspolicy.enforcement.EnforcementSteps;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** One client's account at one provider, as far as access to it is concerned. */
@Entity
@Table(name = "connection")
public class Connection extends PanacheEntityBase {
  @Id public String id;

  public String agency;

  /** Null when it was revoked before it was established; likewise {@code provider}. */
  public String client;

  public String provider;

  @Enumerated(EnumType.STRING)
  public ConnectionState state;

  /** Of what is enforced; rises with every change. */
  public long version;

  /** The step of its revocation; null until then. */
  public String revocation;

  @Column(name = "suspended_by_agency")
  boolean suspendedByAgency;

  @Column(name = "suspended_by_client")
  boolean suspendedByClient;

  /** Rises with every suspension and every end of one, by either side. */
  @Column(name = "suspension_version")
  long suspensionVersion;

  /** What must be in force after the latest change. */
  public EnforcementSteps.Subject subject() {
    return new EnforcementSteps.Subject(agency, id, id, client, version);
  }
}
