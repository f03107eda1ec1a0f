package io.delega.tokenvault.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.delega.catalogue.Catalogue;
import io.delega.catalogue.TypedField;
import io.delega.contracts.EventJson;
import io.delega.keys.KeyContext;
import io.delega.tokenvault.credential.ProviderProfile;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

/** One try of a client to connect an account. Its verifier dies with it. */
@Entity
@Table(name = "authorization_attempt")
class AuthorizationAttempt {
  static final String STARTED = "started";
  static final String EXCHANGING = "exchanging";
  static final String SUCCEEDED = "succeeded";
  static final String FAILED = "failed";

  @Id String attempt;
  String agency;
  String client;
  String connection;
  String integration;
  String provider;
  String mode;
  String status;
  String reason;

  @Column(name = "client_id")
  String clientId;

  @Column(name = "redirect_uri")
  String redirectUri;

  String scopes;
  String definition;

  @Column(name = "wrapped_key")
  String wrappedKey;

  byte[] verifier;

  @Column(name = "ticket_hash")
  byte[] ticketHash;

  @Column(name = "exchanging_since")
  Instant exchangingSince;

  @Column(name = "granted_scopes")
  String grantedScopes;

  @Column(name = "credential_expires_at")
  Instant credentialExpiresAt;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "expires_at")
  Instant expiresAt;

  KeyContext keyContext() {
    return new KeyContext(agency, attempt, "data-key", 1);
  }

  ProviderProfile profile() {
    return ProviderProfile.of(tree(definition));
  }

  /** What the client types, where it does not sign in at the provider. */
  List<TypedField> fields() {
    return Catalogue.parse(tree(definition)).typedFields(clientId != null);
  }

  /** What is asked for. */
  List<String> scopeList() {
    return scopes.isBlank() ? List.of() : List.of(scopes.split(" "));
  }

  boolean open(Instant now) {
    return STARTED.equals(status) && now.isBefore(expiresAt);
  }

  List<String> granted() {
    String text = grantedScopes == null ? scopes : grantedScopes;
    return text.isBlank() ? List.of() : List.of(text.split(" "));
  }

  /** Lets it be tried again: nothing of it was spent. */
  void reopen() {
    if (EXCHANGING.equals(status)) {
      status = STARTED;
      exchangingSince = null;
    }
  }

  /** Ends it; what was secret in it cannot be opened any more. */
  void end(String how, String why) {
    status = how;
    reason = why;
    wrappedKey = null;
    verifier = null;
    ticketHash = null;
    exchangingSince = null;
  }

  private static JsonNode tree(String json) {
    try {
      return EventJson.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored JSON cannot be read");
    }
  }
}
