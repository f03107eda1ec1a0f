package io.delega.tokenvault.limit;

import io.delega.contracts.Counter;
import io.delega.tokenvault.Database;
import io.delega.tokenvault.limit.Budget.Unused;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/** The counters' rows, which all replicas share. The time is the database's. */
@ApplicationScoped
public class CounterRows {
  private static final String LOCK =
      "select taken, cast(extract(epoch from clock_timestamp()) * 1000 as bigint)"
          + " from request_counter where id = ?1 for update";
  private static final String MAKE =
      "insert into request_counter (id, connection, taken, lasting, touched_at)"
          + " values (?1, ?2, '{}', false, clock_timestamp()) on conflict (id) do nothing";
  private static final String STORE =
      "update request_counter set taken = ?2, lasting = ?3, touched_at = clock_timestamp()"
          + " where id = ?1";
  private static final String PRUNE =
      "delete from request_counter where not lasting"
          + " and touched_at < clock_timestamp() - interval '2 days'";
  private static final String FORGET = "delete from request_counter where connection = ?1";

  private final Database database;

  @Inject
  CounterRows(Database database) {
    this.database = database;
  }

  /** A portion that was taken. */
  record Portion(Period period, long slice, int number) {}

  /**
   * What became of asking.
   *
   * @param portions none when it is refused
   * @param over the limit that is reached; null when it is not refused
   */
  record Answer(List<Portion> portions, Over over) {}

  /** Takes what is lacking of each period, and some in advance; all or nothing. */
  Uni<Answer> take(String connection, Counter counter, Map<Period, Integer> lacking) {
    return changed(
        counter.id(),
        connection,
        row -> {
          for (Map.Entry<Period, Integer> each : lacking.entrySet()) {
            Period period = each.getKey();
            int most = period.most(counter);
            if (row.taken().free(period, most, row.now()) < each.getValue()) {
              long wait = row.taken().untilFree(period, most, each.getValue(), row.now());
              return new Answer(List.of(), new Over(period.words(), period.seconds(wait)));
            }
          }
          return new Answer(portions(counter, lacking, row), null);
        });
  }

  private static List<Portion> portions(Counter counter, Map<Period, Integer> lacking, Row row) {
    List<Portion> portions = new ArrayList<>();
    lacking.forEach(
        (period, needed) -> {
          int free = row.taken().free(period, period.most(counter), row.now());
          int number = Math.max(needed, period.portion(free));
          portions.add(new Portion(period, row.taken().take(period, number, row.now()), number));
        });
    return portions;
  }

  Uni<Void> giveBack(String id, String connection, List<Unused> unused) {
    return changed(
            id,
            connection,
            row -> {
              unused.forEach(
                  each ->
                      row.taken().giveBack(each.period(), each.slice(), each.number(), row.now()));
              return unused;
            })
        .replaceWithVoid();
  }

  private record Row(Taken taken, long now) {}

  private <T> Uni<T> changed(String id, String connection, Function<Row, T> change) {
    return database.transaction(
        session ->
            locked(session, id, connection)
                .chain(
                    row -> {
                      T result = change.apply(row);
                      return session
                          .createNativeQuery(STORE)
                          .setParameter(1, id)
                          .setParameter(2, row.taken().write())
                          .setParameter(3, row.taken().forGood())
                          .executeUpdate()
                          .replaceWith(result);
                    }));
  }

  private static Uni<Row> locked(Mutiny.Session session, String id, String connection) {
    return read(session, id)
        .chain(
            found ->
                found != null
                    ? Uni.createFrom().item(found)
                    : session
                        .createNativeQuery(MAKE)
                        .setParameter(1, id)
                        .setParameter(2, connection)
                        .executeUpdate()
                        .chain(() -> read(session, id)));
  }

  private static Uni<Row> read(Mutiny.Session session, String id) {
    return session
        .createNativeQuery(LOCK, Object[].class)
        .setParameter(1, id)
        .getSingleResultOrNull()
        .map(
            row ->
                row == null
                    ? null
                    : new Row(Taken.read((String) row[0]), ((Number) row[1]).longValue()));
  }

  /** Removes the counters in which nothing counts any more. */
  Uni<Void> prune() {
    return database.transaction(
        session -> session.createNativeQuery(PRUNE).executeUpdate().replaceWithVoid());
  }

  /** Removes the counters of a connection that is gone, in the caller's transaction. */
  public static Uni<Void> forget(Mutiny.Session session, String connection) {
    return session
        .createNativeQuery(FORGET)
        .setParameter(1, connection)
        .executeUpdate()
        .replaceWithVoid();
  }
}
