package io.delega.audit.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.audit.ledger.Owner;
import io.delega.contracts.EventJson;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * An entry that is to be published.
 *
 * @param event without its personal part
 * @param personal sealed; null when there is none
 */
record Sequenced(
    long leafIndex,
    long agencySequence,
    String agency,
    ObjectNode event,
    byte[] leaf,
    String type,
    String eventId,
    byte[] personal,
    String personalOwner) {

  static Sequenced of(ResultSet row) throws SQLException {
    try {
      return new Sequenced(
          row.getLong(1),
          row.getLong(2),
          row.getString(3),
          (ObjectNode) EventJson.mapper().readTree(row.getString(4)),
          row.getBytes(5),
          row.getString(6),
          row.getString(7),
          row.getBytes(8),
          row.getString(9));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored event is not JSON", e);
    }
  }

  /** Whose the personal part is; only where there is one. */
  Owner owner() {
    return new Owner(agency, personalOwner);
  }
}
