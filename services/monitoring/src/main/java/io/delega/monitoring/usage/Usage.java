package io.delega.monitoring.usage;

import io.delega.monitoring.intake.StreamEntry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Counts calls per agency, day (UTC), connection, assistant, operation and outcome. */
@ApplicationScoped
public class Usage {
  private static final Set<String> COUNTED = Set.of("call.decided", "call.completed");
  private static final String ADD =
      "INSERT INTO usage_count (agency, day, connection, assistant, operation, outcome, calls)"
          + " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
          + " ON CONFLICT (agency, day, connection, assistant, operation, outcome)"
          + " DO UPDATE SET calls = usage_count.calls + excluded.calls";
  private static final String LIST =
      "SELECT day, connection, assistant, operation, outcome, calls FROM usage_count"
          + " WHERE agency = :agency AND day BETWEEN :from AND :to"
          + " AND (CAST(:connection AS text) IS NULL OR connection = :connection)"
          + " AND (CAST(:assistant AS text) IS NULL OR assistant = :assistant)"
          + " ORDER BY day, connection, assistant, operation, outcome LIMIT 10000";

  /** What is counted together, in the order in which rows are always locked. */
  private record Key(
      String agency,
      LocalDate day,
      String connection,
      String assistant,
      String operation,
      String outcome) {
    static final Comparator<Key> ORDER = Comparator.comparing(Key::toString);

    static Key of(StreamEntry entry) {
      return new Key(
          entry.agency(),
          entry.time().atZone(ZoneOffset.UTC).toLocalDate(),
          Objects.requireNonNullElse(entry.connection(), ""),
          Objects.requireNonNullElse(entry.assistant(), ""),
          Objects.requireNonNullElse(entry.operation(), ""),
          Objects.requireNonNullElse(entry.outcome(), ""));
    }
  }

  /**
   * One line of the answer. {@code outcome} is allowed or denied for decisions; completed, failed,
   * cancelled or unknown for what became of the allowed ones.
   */
  public record Line(
      LocalDate day,
      String connection,
      String assistant,
      String operation,
      String outcome,
      long calls) {}

  /** Adds entries within the intake's transaction. */
  public Uni<Void> count(List<StreamEntry> entries) {
    Map<Key, Long> counts =
        entries.stream()
            .filter(entry -> COUNTED.contains(entry.type()))
            .map(Key::of)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    return Multi.createFrom()
        .iterable(counts.keySet().stream().sorted(Key.ORDER).toList())
        .onItem()
        .transformToUniAndConcatenate(key -> add(key, counts.get(key)))
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private static Uni<Integer> add(Key key, long calls) {
    return Panache.getSession()
        .flatMap(
            session ->
                session
                    .createNativeQuery(ADD)
                    .setParameter(1, key.agency())
                    .setParameter(2, key.day())
                    .setParameter(3, key.connection())
                    .setParameter(4, key.assistant())
                    .setParameter(5, key.operation())
                    .setParameter(6, key.outcome())
                    .setParameter(7, calls)
                    .executeUpdate());
  }

  /** The agency's lines from one day to another, both included; the filters may be null. */
  @WithTransaction
  Uni<List<Line>> list(
      String agency, LocalDate from, LocalDate to, String connection, String assistant) {
    return Panache.getSession()
        .flatMap(
            session ->
                session
                    .createNativeQuery(LIST, Object[].class)
                    .setParameter("agency", agency)
                    .setParameter("from", from)
                    .setParameter("to", to)
                    .setParameter("connection", connection)
                    .setParameter("assistant", assistant)
                    .getResultList())
        .map(rows -> rows.stream().map(Usage::line).toList());
  }

  private static Line line(Object[] row) {
    LocalDate day = row[0] instanceof java.sql.Date date ? date.toLocalDate() : (LocalDate) row[0];
    return new Line(
        day,
        (String) row[1],
        (String) row[2],
        (String) row[3],
        (String) row[4],
        ((Number) row[5]).longValue());
  }
}
