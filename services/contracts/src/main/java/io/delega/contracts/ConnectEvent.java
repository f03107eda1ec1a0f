package io.delega.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Facts of connect: clients, providers, integrations, sessions, connections. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface ConnectEvent extends EventData {

  /**
   * A client's personal fields.
   *
   * @param externalId the agency's own id of the client, which may well say who it is
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Person(String name, String email, String externalId) {}

  /** The account at the provider, as far as the provider told us. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Account(String account) {}

  @Type("client.created")
  record ClientCreated(String client, String locale, Person personal) implements ConnectEvent {}

  @Type("client.updated")
  record ClientUpdated(String client, String locale, Person personal) implements ConnectEvent {}

  /** The client is gone: every connection was revoked and destroyed. */
  @Type("client.offboarded")
  record ClientOffboarded(String client, String certificate) implements ConnectEvent {}

  /** A link to the client's own page was issued; the link itself is nowhere but in the answer. */
  @Type("client.link-issued")
  record ClientLinkIssued(String client, Instant expiresAt) implements ConnectEvent {}

  @Type("client.signed-in")
  record ClientSignedIn(String client) implements ConnectEvent {}

  /**
   * An agency's own provider was defined or changed; {@code definition} has no secret. {@code
   * since}: in which version each operation became what it is.
   */
  @Type("provider.defined")
  record ProviderDefined(
      String provider, long version, JsonNode definition, Map<String, Long> since)
      implements ConnectEvent {}

  @Type("integration.created")
  record IntegrationCreated(
      String integration, String provider, String name, String clientId, List<String> scopes)
      implements ConnectEvent {}

  @Type("integration.updated")
  record IntegrationUpdated(
      String integration, String provider, String name, String clientId, List<String> scopes)
      implements ConnectEvent {}

  @Type("integration.deleted")
  record IntegrationDeleted(String integration, String provider) implements ConnectEvent {}

  @Type("session.created")
  record SessionCreated(String session, String client, String integration, Instant expiresAt)
      implements ConnectEvent {}

  /** {@code to}: completed, expired, cancelled. */
  @Type("session.ended")
  record SessionEnded(String session, String client, String to, String reason)
      implements ConnectEvent {}

  /**
   * The client connected an account and consented to {@code personal.access}. access-policy turns
   * the consent into grants. {@code definition}: the version of the agency's own provider by which
   * that was written; absent where the provider is the platform's.
   */
  @Type("connection.established")
  record ConnectionEstablished(
      String connection,
      String client,
      String provider,
      String integration,
      String session,
      Consent personal,
      Long definition)
      implements ConnectEvent {}

  /** What the client agreed to; personal because resources name mailboxes and records. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Consent(String account, List<AccessRequest> access) {}

  /** States: pending, active, degraded, broken, suspended, revoked. */
  @Type("connection.state-changed")
  record ConnectionStateChanged(
      String connection, String client, String from, String to, String reason)
      implements ConnectEvent {}

  @Type("connection.revoked")
  record ConnectionRevoked(String connection, String client, String reason)
      implements ConnectEvent {}
}
