package io.delega.connect.session;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** One press of "Connect", bound to the browser in which it was pressed. */
@Entity
@Table(name = "attempt")
public class Attempt extends PanacheEntityBase {
  /** How it stands. */
  public enum Status {
    /** The client is at the provider. */
    STARTED,
    /** The code was handed to token-vault, and its answer is not stored yet. */
    EXCHANGING,
    SUCCEEDED,
    FAILED
  }

  @Id public String id;

  public String session;
  public String integration;

  @Column(name = "state_hash")
  String stateHash;

  @Column(name = "browser_hash")
  public String browserHash;

  @Enumerated(EnumType.STRING)
  public Status status;

  /** Why it failed. */
  public String reason;

  /** Its place in the trace of the press of the button; null where nothing was traced. */
  String traceparent;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "changed_at")
  Instant changedAt;

  @Column(name = "expires_at")
  Instant expiresAt;

  void become(Status next, String why, Instant now) {
    status = next;
    reason = why;
    changedAt = now;
  }
}
