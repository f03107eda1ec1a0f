package io.delega.tokenvault.integration;

import io.delega.keys.KeyContext;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** An integration's client secret, sealed under a data key of its own per version. */
@Entity
@Table(name = "integration_secret")
class IntegrationSecret {
  @Id String integration;
  String agency;
  int version;

  @Column(name = "wrapped_key")
  String wrappedKey;

  byte[] secret;

  /** The version of the aggregate in events. */
  long sequence;

  @Column(name = "set_at")
  Instant setAt;

  static KeyContext context(String agency, String integration, int version) {
    return new KeyContext(agency, integration, "data-key", version);
  }
}
