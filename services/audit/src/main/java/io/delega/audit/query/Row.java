package io.delega.audit.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.audit.archive.Content;
import io.delega.audit.ledger.Owner;
import io.delega.contracts.Actor;
import io.delega.contracts.EventJson;
import io.delega.ledger.Opening;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * An entry as it is stored.
 *
 * @param event without its personal part; null where it is in the archive
 * @param personal sealed; null when there is none
 */
record Row(
    long leafIndex,
    String eventId,
    String agency,
    long agencySequence,
    String type,
    String client,
    String connection,
    String grant,
    String assistant,
    String operation,
    String outcome,
    String reason,
    String callId,
    ObjectNode event,
    byte[] personal,
    String personalOwner,
    byte[] leaf,
    String salt,
    String digest,
    String digestSalt) {
  static final String COLUMNS =
      "leaf_index, event_id, agency, agency_sequence, type, client, connection, grant_id,"
          + " assistant, operation, outcome, reason, call_id, event, personal, personal_owner, leaf,"
          + " salt, digest, digest_salt";

  static Row of(ResultSet row) throws SQLException {
    int c = 1;
    return new Row(
        row.getLong(c++),
        row.getString(c++),
        row.getString(c++),
        row.getLong(c++),
        row.getString(c++),
        row.getString(c++),
        row.getString(c++),
        row.getString(c++),
        row.getString(c++),
        row.getString(c++),
        row.getString(c++),
        row.getString(c++),
        row.getString(c++),
        parsed(row.getString(c++)),
        row.getBytes(c++),
        row.getString(c++),
        row.getBytes(c++),
        row.getString(c++),
        row.getString(c++),
        row.getString(c));
  }

  private static ObjectNode parsed(String json) {
    if (json == null) {
      return null;
    }
    try {
      return (ObjectNode) EventJson.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored event is not JSON", e);
    }
  }

  /** Whether what the leaf commits to is in the archive. */
  boolean archived() {
    return event == null;
  }

  /**
   * The same with what is in the archive.
   *
   * @param salt the digest's, in clear; null when it is destroyed
   */
  Row with(Content content, String salt) {
    return new Row(
        leafIndex,
        eventId,
        agency,
        agencySequence,
        type,
        client,
        connection,
        grant,
        assistant,
        operation,
        outcome,
        reason,
        callId,
        parsed(content.event()),
        content.personal(),
        personalOwner,
        content.leaf(),
        content.salt(),
        content.digest(),
        salt);
  }

  /** Whose the personal part is; only where there is one. */
  Owner owner() {
    return new Owner(agency, personalOwner);
  }

  /** The opening; without the digest's salt where the personal part is destroyed. */
  Opening opening(boolean erased) {
    return new Opening(
        1,
        eventId,
        agency,
        agencySequence,
        event.get("time").textValue(),
        type,
        salt,
        digest,
        erased ? null : digestSalt);
  }

  /** The whole event, with its personal part back in its place. */
  ObjectNode whole(JsonNode personalPart) {
    ObjectNode whole = event.deepCopy();
    if (personalPart != null) {
      ((ObjectNode) whole.get("data")).set("personal", personalPart);
    }
    return whole;
  }

  Entry entry(JsonNode personalPart) {
    return new Entry(
        eventId,
        type,
        event.get("time").textValue(),
        agency,
        new Actor(event.get("actorkind").textValue(), event.get("actorid").textValue()),
        client,
        connection,
        grant,
        assistant,
        operation,
        outcome,
        reason,
        callId,
        leafIndex,
        agencySequence,
        whole(personalPart).get("data"));
  }
}
