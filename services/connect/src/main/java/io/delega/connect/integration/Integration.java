package io.delega.connect.integration;

import io.delega.connect.StoredJson;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A provider as one agency set it up: its OAuth app without the secret, which token-vault has. */
@Entity
@Table(name = "integration")
public class Integration extends PanacheEntityBase {
  @Id public String id;

  public String agency;
  public String provider;
  public String name;

  /** The OAuth app's client id; null where the provider has no OAuth. */
  @Column(name = "client_id")
  public String clientId;

  /** Asked for beyond the provider's default ones; empty means the default ones. */
  @Convert(converter = StoredJson.Texts.class)
  public List<String> scopes;

  /** Values for the provider's settings. */
  @Convert(converter = StoredJson.Settings.class)
  public Map<String, String> settings;

  public long version;

  @Column(name = "created_at")
  public Instant createdAt;

  @Column(name = "deleted_at")
  Instant deletedAt;
}
