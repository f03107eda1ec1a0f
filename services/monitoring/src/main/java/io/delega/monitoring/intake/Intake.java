package io.delega.monitoring.intake;

import io.delega.monitoring.alert.Alerts;
import io.delega.monitoring.usage.Usage;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Takes entries in, each once: per agency the stream is in leaf order, so what is not beyond the
 * highest leaf taken in has been seen before. The row of the agency is locked while its entries are
 * judged.
 */
@ApplicationScoped
class Intake {
  private static final String LOCK =
      "INSERT INTO intake (agency, leaf_index) VALUES (?1, -1)"
          + " ON CONFLICT (agency) DO UPDATE SET leaf_index = intake.leaf_index"
          + " RETURNING leaf_index";
  private static final String ADVANCE = "UPDATE intake SET leaf_index = ?2 WHERE agency = ?1";

  private final Alerts alerts;
  private final Usage usage;

  Intake(Alerts alerts, Usage usage) {
    this.alerts = alerts;
    this.usage = usage;
  }

  /** All or nothing. */
  @WithTransaction
  Uni<Void> take(List<StreamEntry> entries) {
    Map<String, List<StreamEntry>> byAgency =
        entries.stream()
            .collect(Collectors.groupingBy(StreamEntry::agency, TreeMap::new, Collectors.toList()));
    return Multi.createFrom()
        .iterable(byAgency.entrySet())
        .onItem()
        .transformToUniAndConcatenate(agency -> take(agency.getKey(), agency.getValue()))
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private Uni<Void> take(String agency, List<StreamEntry> entries) {
    return Panache.getSession()
        .flatMap(
            session ->
                session
                    .createNativeQuery(LOCK, Long.class)
                    .setParameter(1, agency)
                    .getSingleResult())
        .map(seen -> unseen(entries, seen))
        .flatMap(
            fresh ->
                fresh.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : usage
                        .count(fresh)
                        .chain(() -> judge(fresh))
                        .chain(() -> advance(agency, fresh.get(fresh.size() - 1).leafIndex())));
  }

  private static List<StreamEntry> unseen(List<StreamEntry> entries, long seen) {
    long[] highest = {seen};
    return entries.stream()
        .filter(
            entry -> {
              boolean fresh = entry.leafIndex() > highest[0];
              highest[0] = Math.max(highest[0], entry.leafIndex());
              return fresh;
            })
        .toList();
  }

  private Uni<Void> judge(List<StreamEntry> entries) {
    return Multi.createFrom()
        .iterable(entries)
        .onItem()
        .transformToUniAndConcatenate(alerts::judge)
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private static Uni<Void> advance(String agency, long leafIndex) {
    return Panache.getSession()
        .flatMap(
            session ->
                session
                    .createNativeQuery(ADVANCE)
                    .setParameter(1, agency)
                    .setParameter(2, leafIndex)
                    .executeUpdate())
        .replaceWithVoid();
  }
}
