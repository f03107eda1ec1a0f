package io.delega.connect.person;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A one-time link to the client's own page; its code is kept as a hash only. */
@Entity
@Table(name = "client_link")
class ClientLink extends PanacheEntityBase {
  @Id
  @Column(name = "code_hash")
  String codeHash;

  String agency;
  String client;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "expires_at")
  Instant expiresAt;

  @Column(name = "used_at")
  Instant usedAt;
}
