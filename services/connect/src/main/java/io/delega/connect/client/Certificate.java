package io.delega.connect.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * Says what was destroyed for a client, and what that rests on.
 *
 * @param statement for people; names what is left and until when
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Certificate(
    String id,
    String client,
    String agency,
    Instant issuedAt,
    List<Destroyed> connections,
    String statement) {

  /**
   * One connection.
   *
   * @param enforcement how its revocation was enforced
   * @param destruction what became of the credential, at the provider and here
   */
  public record Destroyed(
      String connection, String provider, JsonNode enforcement, JsonNode destruction) {}

  static final String STATEMENT =
      "Every grant was revoked, and no enforcement point admits another call. The keys of every"
          + " credential were destroyed in the live system; copies in backups stay unreadable once"
          + " the backups that hold the wrapped keys have expired. Name and mail address were"
          + " deleted here. The ledger's key of the client is destroyed when the ledger records this;"
          + " its entry audit.erased says when. Records on the event topics expire within 7 days.";
}
