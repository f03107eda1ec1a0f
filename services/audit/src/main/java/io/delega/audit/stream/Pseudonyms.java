package io.delega.audit.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.audit.ledger.Owner;
import io.delega.audit.ledger.PersonalKeys;
import io.delega.contracts.EventJson;
import io.delega.keys.DataKey;
import io.delega.keys.NotOpenedException;
import io.delega.keys.WrappedKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a reader of the stream may compare but not read: from which network a call came, and which
 * resources it touched. Equal things of one client have equal pseudonyms, and only of one client:
 * they are made with the client's key and cannot be made again once that is destroyed.
 */
@ApplicationScoped
class Pseudonyms {
  private static final String CALL = "call.decided";

  private final PersonalKeys personalKeys;

  Pseudonyms(PersonalKeys personalKeys) {
    this.personalKeys = personalKeys;
  }

  /** The keys that pseudonyms of these entries need, as far as there are. */
  Map<Owner, WrappedKey> keys(Connection connection, List<Sequenced> entries) throws SQLException {
    return personalKeys.of(
        connection,
        entries.stream()
            .filter(Pseudonyms::hasThem)
            .map(Sequenced::owner)
            .collect(Collectors.toSet()));
  }

  private static boolean hasThem(Sequenced entry) {
    return entry.personal() != null && entry.type().equals(CALL);
  }

  /** Of an entry; empty where it has nothing to compare, or its client has left. */
  Optional<ObjectNode> of(Map<Owner, WrappedKey> keys, Sequenced entry) {
    if (!hasThem(entry)) {
      return Optional.empty();
    }
    try {
      return personalKeys
          .open(keys, entry.owner(), entry.eventId(), entry.personal(), Pseudonyms::of)
          .filter(names -> !names.isEmpty());
    } catch (NotOpenedException changed) {
      // Whoever reads the entry is told; the stream goes on without.
      return Optional.empty();
    }
  }

  private static ObjectNode of(DataKey key, String personal) {
    JsonNode target = read(personal);
    ObjectNode names = EventJson.mapper().createObjectNode();
    Network.of(target.path("source").asText())
        .ifPresent(network -> names.put("network", key.pseudonym("network", network)));
    target
        .path("resources")
        .properties()
        .forEach(
            resource -> {
              ArrayNode values = names.withObject("/resources").putArray(resource.getKey());
              resource
                  .getValue()
                  .forEach(
                      value ->
                          values.add(
                              key.pseudonym("resource/" + resource.getKey(), value.asText())));
            });
    return names;
  }

  private static JsonNode read(String personal) {
    try {
      return EventJson.mapper().readTree(personal);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored personal part is not JSON", e);
    }
  }
}
