package io.delega.connect.connection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.api.ProblemException;
import java.time.Instant;

/**
 * A revoked connection.
 *
 * @param enforcement how it was enforced, as access-policy says; null while that is to come
 * @param revokedAt when it was revoked
 * @param provider {@code {outcome}}: revoked, unsupported, failed, or pending while the destruction
 *     is being repeated
 * @param shredded whether the credential's keys are destroyed
 * @param receipt where each step stands in the ledger
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RevokedView(
    String id,
    ConnectionState state,
    Instant revokedAt,
    JsonNode enforcement,
    JsonNode provider,
    boolean shredded,
    Receipt receipt) {

  /**
   * Ids of the ledger's events; null for what is still to come.
   *
   * @param revoked of the revocation
   * @param blocked of its enforcement by every enforcement point
   * @param provider of what became of the token at the provider
   * @param credential of the destruction of the credential's keys
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Receipt(String revoked, String blocked, String provider, String credential) {}

  /**
   * @throws ProblemException 503 {@code enforcement_pending} before it is enforced
   */
  static RevokedView of(Connection row) {
    if (row.enforcement == null) {
      throw new ProblemException(
              503,
              "enforcement_pending",
              "The revocation stands; not every enforcement point has confirmed it yet. Repeat the"
                  + " call to see it confirmed.")
          .header("Retry-After", "2");
    }
    return soFar(row);
  }

  /**
   * As far as it has come.
   *
   * @throws ProblemException 404 when it is not revoked
   */
  static RevokedView soFar(Connection row) {
    if (row.state != ConnectionState.REVOKED) {
      throw ProblemException.notFound("receipt: the connection is not revoked");
    }
    JsonNode enforcement = part(RevocationSteps.json(row.enforcement), "");
    JsonNode destruction = RevocationSteps.json(row.destruction);
    JsonNode provider = part(destruction, "/provider");
    JsonNode pending = JsonNodeFactory.instance.objectNode().put("outcome", "pending");
    return new RevokedView(
        row.id,
        row.state,
        row.changedAt,
        without(enforcement, "receipt"),
        provider == null ? pending : without(provider, "event"),
        destruction != null,
        new Receipt(
            row.revokedEvent,
            text(enforcement, "/receipt/blocked"),
            text(provider, "/event"),
            text(destruction, "/shredded/event")));
  }

  private static JsonNode part(JsonNode whole, String pointer) {
    return whole == null || whole.at(pointer).isMissingNode() ? null : whole.at(pointer);
  }

  private static String text(JsonNode whole, String pointer) {
    return whole == null ? null : whole.at(pointer).textValue();
  }

  private static JsonNode without(JsonNode whole, String field) {
    return whole instanceof ObjectNode object ? object.deepCopy().without(field) : whole;
  }
}
