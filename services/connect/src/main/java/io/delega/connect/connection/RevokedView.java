package io.delega.connect.connection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.delega.api.ProblemException;

/**
 * A revoked connection.
 *
 * @param enforcement how it was enforced, as access-policy says
 * @param provider {@code {outcome}}: revoked, unsupported, failed, or pending while the destruction
 *     is being repeated
 * @param shredded whether the credential's keys are destroyed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RevokedView(
    String id, ConnectionState state, JsonNode enforcement, JsonNode provider, boolean shredded) {

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
    JsonNode destruction = RevocationSteps.json(row.destruction);
    JsonNode pending = JsonNodeFactory.instance.objectNode().put("outcome", "pending");
    return new RevokedView(
        row.id,
        row.state,
        RevocationSteps.json(row.enforcement),
        destruction == null || !destruction.has("provider") ? pending : destruction.get("provider"),
        destruction != null);
  }
}
