package io.delega.audit.query;

import io.delega.audit.query.Entries.Head;
import io.delega.testkit.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Fills a ledger with as many entries as asked for and measures searches over it, with their plans.
 * Run by hand: it is no test by its name, takes long and needs some 2 kB of disk an entry.
 *
 * <pre>
 * mvn -f services/audit/pom.xml verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dit.test=SearchMeasurement -Dmeasure.rows=10000000 -Dmeasure.folder=/path/with/space
 * </pre>
 */
class SearchMeasurement {
  private static final long ROWS = Long.getLong("measure.rows", 100_000);
  private static final Path FOLDER =
      Path.of(System.getProperty("measure.folder", "target/measurement"));
  private static final int RUNS = 60;
  private static final long CHUNK = 200_000;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** Late by up to an hour: one in a hundred. A call is decided and completed. */
  private static final String FILL =
      """
      INSERT INTO entry (leaf_index, event_id, agency, agency_sequence, type, time, client, connection,
        grant_id, assistant, operation, outcome, reason, call_id, event, leaf, salt, digest, words)
      SELECT *, event_words(agency, event::jsonb) FROM (SELECT i AS leaf_index, 'evt_' || lpad(i::text, 26, '0') AS event_id, agency, i AS agency_sequence, type, time, client, con, gra, ast, op,
        outcome, reason, call, jsonb_strip_nulls(jsonb_build_object(
          'specversion', '1.0', 'id', 'evt_' || lpad(i::text, 26, '0'), 'source', '/delega/token-vault',
          'type', type, 'subject', coalesce(call, con), 'time', time, 'datacontenttype',
          'application/json', 'partitionkey', con, 'sequence', lpad('0', 20, '0'), 'agency', agency,
          'actorkind', 'assistant', 'actorid', 'subject-' || ast, 'data', jsonb_build_object(
            'callId', call, 'connection', con, 'client', client, 'provider', 'provider-' || o % 12,
            'assistant', ast, 'grant', gra, 'operation', op, 'method', 'GET', 'outcome', outcome,
            'reason', reason, 'stateVersion', 7, 'incarnation', 'inc_' || lpad((k / 400000)::text, 26, '0'),
            'note', CASE WHEN k % 100003 = 0 THEN 'seldom' END)))::text AS event,
        decode(repeat('ab', 33), 'hex') AS leaf, repeat('s', 44) AS salt, repeat('d', 44) AS digest
      FROM (
        SELECT *,
          CASE WHEN calls AND i % 2 = 0 THEN 'call.decided' WHEN calls THEN 'call.completed'
            WHEN k % 50021 = 0 THEN 'client.offboarded' WHEN k % 3 = 0 THEN 'grant.created'
            ELSE 'credential.refreshed' END AS type,
          CASE WHEN calls THEN 'api' || o || '.items.read' END AS op,
          CASE WHEN calls AND h % 20 = 0 THEN 'denied' WHEN calls AND i % 2 = 0 THEN 'allowed'
            WHEN calls AND h % 9973 = 0 THEN 'unknown' WHEN calls THEN 'completed' END AS outcome,
          CASE WHEN calls AND h % 20 = 0 THEN CASE WHEN h % 7000 = 0 THEN 'guardrail_forbids'
            ELSE (ARRAY['no_grant','outside_hours','revoked','resource_not_granted'])[1 + h / 20 % 4] END
            END AS reason,
          CASE WHEN calls THEN 'call_' || lpad(k::text, 26, '0') END AS call
        FROM (
          SELECT i, i / 2 AS k, h, h / 40 % 60 AS o, i / 2 % 10 <> 9 AS calls,
            'agency-' || a AS agency,
            'cli_' || a || 'x' || lpad((h / 40 % 500)::text, 20, '0') AS client,
            'con_' || a || 'x' || lpad((h / 40 % 1000)::text, 20, '0') AS con,
            'gra_' || a || 'x' || lpad((h / 40 % 3000)::text, 20, '0') AS gra,
            'ast_' || a || 'x' || lpad((h / 7 % 25)::text, 20, '0') AS ast,
            timestamptz '2026-01-01 00:00:00+00' + i * interval '1 second'
              - CASE WHEN i % 100 = 0 THEN (h % 3600) * interval '1 second' ELSE interval '0' END AS time
          FROM (
            SELECT i, h, CASE WHEN h % 2 = 0 THEN 0 ELSE 1 + h / 2 % 19 END AS a
            FROM (SELECT i, abs(hashint8(i / 2)::bigint) AS h
              FROM generate_series(?::bigint, ?::bigint) AS i) AS numbers) AS agencies) AS things) AS rows) AS entries
      """;

  private final Random random = new Random(7);
  private final Map<String, Function<Filter, Filter>> searches = new LinkedHashMap<>();

  private static String id(String kind, int agency, int of) {
    return "%s_%dx%020d".formatted(kind, agency, of);
  }

  private String at(double share) {
    return START.plusSeconds((long) (ROWS * share)).toString();
  }

  private void searches() {
    searches.put("nothing", f -> f);
    searches.put("client", f -> f.with("client", id("cli", 0, random.nextInt(500))));
    searches.put("connection", f -> f.with("connection", id("con", 0, random.nextInt(1000))));
    searches.put("assistant", f -> f.with("assistant", id("ast", 0, random.nextInt(25))));
    searches.put("grant", f -> f.with("grant", id("gra", 0, random.nextInt(3000))));
    searches.put("operation", f -> f.with("operation", "api" + random.nextInt(60) + ".items.read"));
    searches.put("outcome denied", f -> f.with("outcome", "denied"));
    searches.put("outcome unknown", f -> f.with("outcome", "unknown"));
    searches.put("reason", f -> f.with("reason", "outside_hours"));
    searches.put("reason, seldom", f -> f.with("reason", "guardrail_forbids"));
    searches.put("type", f -> f.with("type", "grant.created"));
    searches.put("type, seldom", f -> f.with("type", "client.offboarded"));
    searches.put(
        "callId", f -> f.with("callId", "call_%026d".formatted(random.nextLong(ROWS / 2))));
    searches.put("an hour", f -> hours(f, 1));
    searches.put("a month", f -> hours(f, 720));
    searches.put(
        "a day of a client", f -> hours(f, 24).with("client", id("cli", 0, random.nextInt(500))));
    searches.put("a month, denied", f -> hours(f, 720).with("outcome", "denied"));
    searches.put("a month, a word", f -> hours(f, 720).text("provider"));
    searches.put(
        "assistant, operation, reason",
        f ->
            f.with("assistant", id("ast", 0, random.nextInt(25)))
                .with("operation", "api" + random.nextInt(60) + ".items.read")
                .with("reason", "revoked"));
    searches.put(
        "client and another's connection",
        f -> f.with("client", id("cli", 0, 3)).with("connection", id("con", 0, 4)));
    searches.put(
        "type and outcome that never meet",
        f -> f.with("type", "credential.refreshed").with("outcome", "denied"));
    searches.put(
        "assistant and a seldom reason",
        f ->
            f.with("assistant", id("ast", 0, random.nextInt(25)))
                .with("reason", "guardrail_forbids"));
    searches.put("a word that most have", f -> f.text("decided"));
    searches.put("a word that some have", f -> f.text("api" + random.nextInt(60)));
    searches.put("a word that few have", f -> f.text("seldom"));
    searches.put("a word that nobody has", f -> f.text("nobody" + random.nextInt()));
    searches.put("an id as text", f -> f.text(id("gra", 0, random.nextInt(3000))));
    searches.put(
        "three words",
        f -> f.text("denied api" + random.nextInt(60) + " provider " + random.nextInt(12)));
  }

  private Filter hours(Filter filter, int hours) {
    double share = random.nextDouble();
    Instant from = Instant.parse(at(share));
    return filter
        .time("from", from.toString())
        .time("to", from.plusSeconds(3600L * hours).toString());
  }

  @Test
  void measure() throws Exception {
    Files.createDirectories(FOLDER);
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(FOLDER.resolve("data"), 0)) {
      postgres.createDatabase("ledger", "ledger", "ledger");
      PGSimpleDataSource database = new PGSimpleDataSource();
      database.setUrl("jdbc:postgresql://" + postgres.address("ledger"));
      database.setUser("ledger");
      database.setPassword("ledger");
      fill(database);
      searches();
      try (PrintStream report =
              new PrintStream(Files.newOutputStream(FOLDER.resolve("report.md")));
          PrintStream plans = new PrintStream(Files.newOutputStream(FOLDER.resolve("plans.txt")))) {
        report(database, report, plans);
      }
    }
  }

  private static void fill(PGSimpleDataSource database) throws SQLException, InterruptedException {
    Flyway.configure().dataSource(database).load().migrate();
    List<String> indexes = new ArrayList<>();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      try (ResultSet found =
          statement.executeQuery("SELECT count(*) FROM (SELECT 1 FROM entry LIMIT 1) AS one")) {
        found.next();
        if (found.getLong(1) > 0) {
          return;
        }
      }
      try (ResultSet found =
          statement.executeQuery(
              "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'entry'"
                  + " AND indexdef NOT LIKE '%UNIQUE%'")) {
        while (found.next()) {
          indexes.add(found.getString(2));
        }
      }
      for (String index : indexes) {
        statement.execute("DROP INDEX " + index.replaceAll("CREATE INDEX (\\S+) .*", "$1"));
      }
    }
    List<Thread> writers = new ArrayList<>();
    for (int writer = 0; writer < 2; writer++) {
      long first = writer * CHUNK;
      writers.add(new Thread(() -> write(database, first)));
    }
    writers.forEach(Thread::start);
    for (Thread writer : writers) {
      writer.join();
    }
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET maintenance_work_mem = '1GB'");
      for (String index : indexes) {
        statement.execute(index);
      }
      statement.execute("VACUUM ANALYZE entry");
      statement.execute("UPDATE tree_head SET size = " + ROWS + ", published_size = " + ROWS);
    }
  }

  private static void write(PGSimpleDataSource database, long first) {
    try (Connection connection = database.getConnection();
        PreparedStatement insert = connection.prepareStatement(FILL)) {
      for (long from = first; from < ROWS; from += 2 * CHUNK) {
        insert.setLong(1, from);
        insert.setLong(2, Math.min(ROWS, from + CHUNK) - 1);
        insert.executeUpdate();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void report(PGSimpleDataSource database, PrintStream report, PrintStream plans)
      throws SQLException, IOException {
    Entries entries = new Entries(held(database), null, new WholeRows(null, null));
    Head head = new Head(ROWS, "");
    List<Double> all = new ArrayList<>();
    report.println("| search | found | p50 ms | p95 ms | longest |\n|---|---|---|---|---|");
    for (Map.Entry<String, Function<Filter, Filter>> search : searches.entrySet()) {
      List<Double> took = new ArrayList<>();
      long found = 0;
      for (int run = 0; run < RUNS; run++) {
        Filter filter = search.getValue().apply(new Filter("agency-0"));
        boolean descending = run % 2 == 1;
        Long after = run % 3 == 2 ? Long.valueOf(random.nextLong(ROWS)) : null;
        long began = System.nanoTime();
        found += entries.list(filter, head, after, descending, 50).size();
        took.add((System.nanoTime() - began) / 1e6);
      }
      all.addAll(took);
      line(report, search.getKey(), found / RUNS, took);
      plans.println("## " + search.getKey());
      explain(database, search.getValue().apply(new Filter("agency-0")), plans);
    }
    line(report, "all", 0, all);
    sizes(database, report);
    append(database, report);
  }

  /** One connection that stays open, as a pool's do. */
  private static DataSource held(PGSimpleDataSource database) throws SQLException {
    Connection connection = database.getConnection();
    Connection kept =
        (Connection)
            Proxy.newProxyInstance(
                SearchMeasurement.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) ->
                    method.getName().equals("close") ? null : method.invoke(connection, arguments));
    return (DataSource)
        Proxy.newProxyInstance(
            SearchMeasurement.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> kept);
  }

  private static void line(PrintStream report, String name, long found, List<Double> took) {
    double[] sorted = took.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    report.printf(
        java.util.Locale.ROOT,
        "| %s | %d | %.1f | %.1f | %.1f |%n",
        name,
        found,
        sorted[sorted.length / 2],
        sorted[(int) Math.ceil(sorted.length * 0.95) - 1],
        sorted[sorted.length - 1]);
  }

  private static void explain(PGSimpleDataSource database, Filter filter, PrintStream plans)
      throws SQLException {
    for (boolean lookUp : new boolean[] {false, true}) {
      if (lookUp && !filter.meets()) {
        continue;
      }
      try (Connection connection = database.getConnection()) {
        Search search = Search.of(connection, filter, null, false, 50, ROWS);
        try (PreparedStatement select =
            connection.prepareStatement("EXPLAIN (ANALYZE, BUFFERS) " + search.sql(lookUp))) {
          search.bind(select, lookUp);
          plans.println(lookUp ? "looking up" : "walking");
          try (ResultSet plan = select.executeQuery()) {
            while (plan.next()) {
              plans.println(plan.getString(1));
            }
          }
        }
      }
    }
  }

  /** What a new entry costs the database, as it is and without what searching needs. */
  private static void append(PGSimpleDataSource database, PrintStream report) throws SQLException {
    report.printf("us an entry: %d%n", appended(database, List.of()));
    report.printf(
        "us an entry, without words, times and their indexes: %d%n",
        appended(
            database,
            List.of(
                "DROP TRIGGER leaf_times ON entry",
                "DROP INDEX entry_words",
                "DROP INDEX entry_operation, entry_reason, entry_grant, entry_outcome")));
  }

  private static long appended(PGSimpleDataSource database, List<String> before)
      throws SQLException {
    int rows = 20_000;
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      // Made before, because the service computes the words, not the database.
      String select =
          FILL.substring(FILL.indexOf("SELECT"))
              .replaceFirst("\\?", Long.toString(ROWS))
              .replaceFirst("\\?", Long.toString(ROWS + rows - 1));
      statement.execute("CREATE TEMP TABLE fresh ON COMMIT DROP AS " + select);
      for (String change : before) {
        statement.execute(change);
      }
      long began = System.nanoTime();
      statement.execute(FILL.substring(0, FILL.indexOf("SELECT")) + " SELECT * FROM fresh");
      long took = System.nanoTime() - began;
      connection.rollback();
      return took / 1_000 / rows;
    }
  }

  private static void sizes(PGSimpleDataSource database, PrintStream report) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet sizes =
            statement.executeQuery(
                "SELECT relname, pg_size_pretty(pg_relation_size(oid)) FROM pg_class WHERE relname"
                    + " LIKE 'entry%' OR relname = 'leaf_times' ORDER BY pg_relation_size(oid) DESC")) {
      report.println(Arrays.asList("relation", "size"));
      while (sizes.next()) {
        report.println(sizes.getString(1) + " " + sizes.getString(2));
      }
    }
  }
}
