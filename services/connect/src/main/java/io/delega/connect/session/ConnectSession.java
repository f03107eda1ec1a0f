package io.delega.connect.session;

import io.delega.connect.StoredJson;
import io.delega.contracts.AccessRequest;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

/** The short-lived invitation to connect one account. */
@Entity
@Table(name = "connect_session")
public class ConnectSession extends PanacheEntityBase {
  @Id public String id;

  public String agency;

  /** How the page calls the agency. */
  @Column(name = "agency_name")
  public String agencyName;

  public String client;
  public String integration;

  /** The connection it makes, or makes anew. */
  public String connection;

  /** Whether the connection was there before; what was agreed for it stays. */
  public boolean reconnect;

  @Convert(converter = StoredJson.Access.class)
  public List<AccessRequest> access;

  /**
   * The version of the agency's own provider by which that was written; null for the platform's.
   */
  public Long definition;

  @Column(name = "return_url")
  public String returnUrl;

  public String locale;

  @Column(name = "link_hash")
  String linkHash;

  @Enumerated(EnumType.STRING)
  public SessionStatus status;

  /** The grants of the consent, once enforced. */
  @Convert(converter = StoredJson.Texts.class)
  List<String> grants;

  long version;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "expires_at")
  public Instant expiresAt;

  /** Whether its link opens the page with the button. */
  public boolean openAt(Instant now) {
    return status.connectable() && now.isBefore(expiresAt);
  }
}
