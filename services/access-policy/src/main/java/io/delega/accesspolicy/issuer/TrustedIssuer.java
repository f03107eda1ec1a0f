package io.delega.accesspolicy.issuer;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;

/** An issuer that an agency trusts, by a name of the agency's choice. */
@Entity
@Table(name = "trusted_issuer")
public class TrustedIssuer extends PanacheEntityBase {
  /** Agency and name. */
  @Id public String id;

  public String agency;
  public String name;
  public String issuer;
  public String audience;

  /** Null when the discovery document says where the keys are. */
  public String jwksUri;

  @Enumerated(EnumType.STRING)
  IssuerState state;

  /** Of what is enforced; rises with every change, of its assistants too. */
  public long version;

  public Instant createdAt;
  public Instant changedAt;

  static String id(String agency, String name) {
    return agency + "/" + name;
  }

  boolean isTrusted() {
    return state == IssuerState.TRUSTED;
  }

  /** Whether it is trusted by these keys already. */
  boolean leadsTo(String otherIssuer, String otherKeys) {
    return isTrusted() && issuer.equals(otherIssuer) && Objects.equals(jwksUri, otherKeys);
  }
}
