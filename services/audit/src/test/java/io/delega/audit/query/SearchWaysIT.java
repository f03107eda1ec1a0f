package io.delega.audit.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.audit.Facts;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Walking and looking up find the same, and a search that has to wait finds it too. */
class SearchWaysIT {
  private static final int SIZE = 300;
  private static final List<String> OPERATIONS =
      List.of("mail.read", "mail.send-now", "call_center.list", "files.batchGet");

  private static PGSimpleDataSource database;
  private static Connection connection;

  @BeforeAll
  static void fill() throws SQLException {
    database = Rows.database();
    Flyway.configure().dataSource(database).load().migrate();
    connection = database.getConnection();
    Random random = new Random(3);
    for (int i = 0; i < SIZE; i++) {
      Map<String, String> fields = new HashMap<>();
      fields.put("operation", OPERATIONS.get(random.nextInt(4)));
      fields.put("assistant", "ast_" + random.nextInt(3));
      fields.put("connection", "con_" + random.nextInt(5));
      fields.put("grant", "gra_" + random.nextInt(5));
      fields.put("outcome", random.nextBoolean() ? "allowed" : "denied");
      if (fields.get("outcome").equals("denied")) {
        fields.put("reason", random.nextBoolean() ? "no_grant" : "outside_hours");
      }
      String time = "2026-01-%02dT00:00:00Z".formatted(1 + random.nextInt(28));
      Rows.insertWithWords(connection, i, time, Facts.call("cli_" + random.nextInt(4), fields));
    }
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  private static List<Long> leaves(List<Row> rows) {
    return rows.stream().map(Row::leafIndex).toList();
  }

  @Test
  void bothWaysFindTheSameInTheSameOrder() throws SQLException {
    Random random = new Random(5);
    int nonEmpty = 0;
    for (int run = 0; run < 200; run++) {
      Filter filter = filter(random);
      Long after = random.nextBoolean() ? null : (long) random.nextInt(SIZE);
      Search search =
          Search.of(connection, filter, after, random.nextBoolean(), 1 + random.nextInt(40), 280);
      List<Long> walked = leaves(search.walk());
      assertThat(leaves(search.lookUp())).as("%s", filter.said()).isEqualTo(walked);
      assertThat(leaves(search.rows())).isEqualTo(walked);
      nonEmpty += walked.isEmpty() ? 0 : 1;
    }
    assertThat(nonEmpty).isGreaterThan(50);
  }

  private static Filter filter(Random random) {
    Filter filter = new Filter("agency-a");
    if (random.nextBoolean()) {
      filter.with("operation", OPERATIONS.get(random.nextInt(4)));
    }
    if (random.nextBoolean()) {
      filter.with("assistant", "ast_" + random.nextInt(3));
    }
    if (random.nextInt(3) == 0) {
      filter.with("reason", "no_grant").with("outcome", "denied");
    }
    if (random.nextInt(3) == 0) {
      filter.ownedBy("cli_" + random.nextInt(4));
    }
    if (random.nextInt(3) == 0) {
      filter.text(
          List.of("mail", "call_center", "READ con_1", "con_2 gra_3").get(random.nextInt(4)));
    }
    if (random.nextInt(3) == 0) {
      filter.time("from", "2026-01-%02dT00:00:00Z".formatted(1 + random.nextInt(28)));
    }
    return filter;
  }

  @Test
  void aSearchThatIsNotDoneInAMomentIsDoneAnotherWay() throws Exception {
    Filter filter =
        new Filter("agency-a").with("operation", "mail.read").with("assistant", "ast_1");
    Search search = Search.of(connection, filter, null, false, 1_000, SIZE);
    List<Long> expected = leaves(search.walk());
    ExecutorService elsewhere = Executors.newSingleThreadExecutor();
    try (Connection locking = database.getConnection();
        Statement lock = locking.createStatement()) {
      locking.setAutoCommit(false);
      lock.execute("LOCK TABLE entry IN ACCESS EXCLUSIVE MODE");
      Future<List<Row>> found = elsewhere.submit(search::rows);
      awaitCanceled(lock);
      locking.commit();
      assertThat(leaves(found.get())).isEqualTo(expected).isNotEmpty();
    } finally {
      elsewhere.shutdownNow();
    }
    assertThat(connection.getAutoCommit()).isTrue();
  }

  /** Until the walk was given up and the words are looked up. */
  private static void awaitCanceled(Statement statement) {
    org.awaitility.Awaitility.await()
        .atMost(Facts.PATIENCE)
        .until(
            () -> {
              try (var found =
                  statement.executeQuery(
                      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                          + " AND query LIKE '%leaf_index + 0%' AND wait_event_type = 'Lock'")) {
                found.next();
                return found.getLong(1) == 1;
              }
            });
  }
}
