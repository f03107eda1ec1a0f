package io.delega.audit.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.audit.AuditConfig;
import io.delega.contracts.EventJson;
import io.delega.testkit.DelegaResource;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A ledger on a database of its own, without Kafka; it can be backed up, restored and restarted.
 */
public final class TestLedger implements AutoCloseable {
  private static final String USER = "ledger_it";

  private final AuditConfig config;
  private final PGSimpleDataSource database = new PGSimpleDataSource();
  private final List<String> databases = new ArrayList<>();
  private final CheckpointKey key;
  private Checkpoints checkpoints;

  /** With further settings, in a folder for its keys. */
  public TestLedger(Path folder, Map<String, String> settings) throws IOException {
    Map<String, String> all = new HashMap<>(settings);
    all.put("delega.kafka", "nowhere:1");
    all.put("delega.public-url", "http://ledger.example");
    all.put("delega.keys.keyset-file", folder.resolve("audit.json").toString());
    config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withMapping(AuditConfig.class)
            .withConverter(Duration.class, 500, new DurationConverter())
            .withDefaultValues(all)
            .build()
            .getConfigMapping(AuditConfig.class);
    String name = fresh();
    DelegaResource.postgres().createDatabase(name, USER, USER);
    use(name);
    Flyway.configure().dataSource(database).load().migrate();
    key = new CheckpointKey(config);
    restart();
  }

  private String fresh() {
    String name = "ledger_" + UUID.randomUUID().toString().replace("-", "");
    databases.add(name);
    return name;
  }

  private void use(String name) {
    database.setUrl(DelegaResource.postgres().jdbcUrl(name));
    database.setUser(USER);
    database.setPassword(USER);
  }

  public DataSource database() {
    return database;
  }

  String name() {
    return database.getDatabaseName();
  }

  public CheckpointKey key() {
    return key;
  }

  public AuditConfig config() {
    return config;
  }

  public Checkpoints checkpoints() {
    return checkpoints;
  }

  /** As a process that was started again: it remembers nothing. */
  public Checkpoints restart() {
    checkpoints = new Checkpoints(database, key, new Anchor(config, key));
    return checkpoints;
  }

  Sequencer sequencer() {
    return new Sequencer(database, new PersonalKeys(null), new Erasures(null, Clock.systemUTC()));
  }

  /** Appends and signs; nothing in it depends on what was there before. */
  public void grow(String name, int events) throws SQLException {
    List<Fact> facts = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      facts.add(fact(name + "-" + i));
    }
    sequencer().append(facts);
    checkpoints.sign();
  }

  static Fact fact(String id) {
    Instant time = Instant.parse("2026-03-02T09:30:36.120Z");
    ObjectNode event =
        EventJson.mapper()
            .createObjectNode()
            .put("id", id)
            .put("agency", "agency-a")
            .put("type", "client.created")
            .put("time", time.toString());
    event.putObject("data");
    return new Fact(id, "agency-a", "client.created", time, time.toString(), event);
  }

  /** A copy of the whole database as it is now. */
  public String backUp() throws SQLException {
    String copy = fresh();
    owner("CREATE DATABASE " + copy + " TEMPLATE " + database.getDatabaseName() + " OWNER " + USER);
    return copy;
  }

  /** From now on the database is the copy. */
  public void restore(String copy) {
    use(copy);
  }

  public void change(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  void owner(String sql) throws SQLException {
    try (Connection connection = DelegaResource.postgres().connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    for (String name : databases) {
      owner("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }
  }
}
