package io.delega.accesspolicy.enforcement;

import io.delega.accesspolicy.StoredJson;
import io.delega.contracts.Actor;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

/** A change that is to be reported once it is in force at every enforcement point. */
@Entity
@Table(name = "enforcement_step")
public class EnforcementStep extends PanacheEntityBase {
  /** What changed. */
  public enum Kind {
    /** Grants by a client's consent. */
    CONSENT,
    /** A grant by the agency. */
    GRANT,
    /** One grant's end, or all of a connection. */
    REVOCATION,
    /** Anything else that takes away, or gives back. */
    RESTRICTION
  }

  @Id public String id;

  @Enumerated(EnumType.STRING)
  public Kind kind;

  public String agency;
  public String connection;
  public String client;

  /** The record of the enforced state; null when it is the connection's. */
  public String stateKey;

  /** The version of that record that must be in force. */
  public long version;

  /** Of a restriction: guardrail, assistant, connection or grant; else null. */
  public String what;

  /** Of a restriction: its name or id; else null. */
  public String about;

  /** Of a consent; else null. */
  public String session;

  /** The grants concerned; of a revocation the one, or none when it is the whole connection. */
  @Convert(converter = StoredJson.Texts.class)
  public List<String> grants;

  public String actorKind;
  public String actorId;
  public Instant startedAt;

  /** When it was known to be in force; null until then. */
  public Instant doneAt;

  /** The id of the event that told so, of a revocation; null until then. */
  public String event;

  public long tookMs;
  public int confirmed;
  public int expired;

  String key() {
    return stateKey == null ? connection : stateKey;
  }

  Actor actor() {
    return new Actor(actorKind, actorId);
  }
}
