package io.delega.tokenvault.credential;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.security.MessageDigest;

/** Which sealed credential of a connection is the current one, kept apart from it. */
@Entity
@Table(name = "credential_anchor")
class CredentialAnchor {
  @Id String connection;
  int generation;
  long version;
  byte[] digest;

  /** Whose it is, for an event about a row that is gone or changed. */
  String agency;

  String client;

  /** The row's, so that it rises even when an older row was put back. */
  long sequence;

  /** The {@link Tampering} that was told last; null: none. */
  String finding;

  boolean holds(CredentialRow row) {
    return row.wrappedKey != null
        && row.access != null
        && generation == row.generation
        && version == row.version
        && MessageDigest.isEqual(digest, row.digest());
  }

  void moveTo(CredentialRow row) {
    generation = row.generation;
    version = row.version;
    digest = row.digest();
    agency = row.agency;
    client = row.client;
    sequence = row.sequence;
    finding = null;
  }
}
