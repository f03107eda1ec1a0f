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

  boolean holds(CredentialRow row) {
    return generation == row.generation
        && version == row.version
        && MessageDigest.isEqual(digest, row.digest());
  }

  void moveTo(CredentialRow row) {
    generation = row.generation;
    version = row.version;
    digest = row.digest();
  }
}
