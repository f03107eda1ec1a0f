package io.delega.accesspolicy.assistant;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A non-human caller: which OIDC identity it is. */
@Entity
@Table(name = "assistant")
public class Assistant extends PanacheEntityBase {
  @Id public String id;

  public String agency;
  public String name;
  public String issuer;
  public String subject;

  @Enumerated(EnumType.STRING)
  public AssistantState state;

  public long version;
  public Instant createdAt;
}
