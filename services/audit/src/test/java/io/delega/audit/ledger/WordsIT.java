package io.delega.audit.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.audit.Facts;
import io.delega.contracts.EventTypes;
import io.delega.testkit.DelegaResource;
import io.delega.testkit.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** The service and the database compute the same words. */
class WordsIT {
  @Test
  void theDatabaseComputesTheSameWordsOfEveryType() throws SQLException {
    EmbeddedPostgres postgres = DelegaResource.postgres();
    String name = "t_" + UUID.randomUUID().toString().replace("-", "");
    postgres.createDatabase(name, name, name);
    String url = "jdbc:postgresql://" + postgres.address(name);
    Flyway.configure().dataSource(url, name, name).load().migrate();
    try (Connection connection = DriverManager.getConnection(url, name, name);
        PreparedStatement select = connection.prepareStatement("SELECT event_words(?, ?::jsonb)")) {
      for (String type : EventTypes.all().keySet()) {
        ObjectNode event = Facts.example(type, "agency-a");
        ((ObjectNode) event.get("data")).remove("personal");
        ((ObjectNode) event.get("data")).put("note", "Perché Ünïcode, call_center & 42-b");
        select.setString(1, "agency-a");
        select.setString(2, event.toString());
        try (ResultSet row = select.executeQuery()) {
          row.next();
          Long[] database = (Long[]) row.getArray(1).getArray();
          long[] service = Words.of("agency-a", event);
          assertThat(service).as(type).isNotEmpty();
          assertThat(database)
              .as(type)
              .containsExactlyInAnyOrder(
                  java.util.Arrays.stream(service).boxed().toArray(Long[]::new));
        }
      }
    }
  }
}
