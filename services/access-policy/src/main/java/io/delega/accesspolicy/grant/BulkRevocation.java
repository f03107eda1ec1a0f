package io.delega.accesspolicy.grant;

import io.delega.accesspolicy.connection.Connection;
import io.delega.accesspolicy.connection.EnforcedState;
import io.delega.accesspolicy.enforcement.Enforced.Points;
import io.delega.accesspolicy.enforcement.EnforcementStep;
import io.delega.accesspolicy.enforcement.EnforcementSteps;
import io.delega.accesspolicy.grant.RevocationResource.Answer;
import io.delega.contracts.Actor;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends many grants, connection by connection, each in a transaction of its own; then waits for all
 * of them together. What an interrupted call has not ended, its repetition ends.
 */
@ApplicationScoped
class BulkRevocation {
  private final EnforcedState enforced;
  private final Revocations revocations;
  private final EnforcementSteps steps;
  private final Clock clock;

  @Inject
  BulkRevocation(
      EnforcedState enforced, Revocations revocations, EnforcementSteps steps, Clock clock) {
    this.enforced = enforced;
    this.revocations = revocations;
    this.steps = steps;
    this.clock = clock;
  }

  /** What was done on one connection: how many grants ended, and the steps to wait for. */
  private record Ended(int grants, List<String> steps) {}

  Uni<Answer> of(Selection selection, Actor actor) {
    Instant begun = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return Panache.withSession(selection::connections)
        .chain(
            connections ->
                Multi.createFrom()
                    .iterable(connections)
                    .onItem()
                    .transformToUniAndConcatenate(id -> end(selection, id, actor))
                    .collect()
                    .asList())
        .chain(ended -> finished(ended).map(done -> answer(begun, ended, done)));
  }

  private Uni<Ended> end(Selection selection, String connection, Actor actor) {
    return Panache.withTransaction(
        () -> enforced.locked(connection).chain(row -> end(selection, row, actor)));
  }

  private Uni<Ended> end(Selection selection, Connection row, Actor actor) {
    return selection
        .awaited(row.id)
        .chain(
            awaited ->
                selection
                    .living(row.id)
                    .chain(
                        grants ->
                            grants.isEmpty()
                                ? Uni.createFrom().item(new Ended(0, awaited))
                                : revocations
                                    .several(row, grants, actor)
                                    .map(step -> new Ended(grants.size(), with(awaited, step)))));
  }

  private static List<String> with(List<String> awaited, EnforcementStep step) {
    List<String> all = new ArrayList<>(awaited);
    all.add(step.id);
    return all;
  }

  private Uni<List<EnforcementStep>> finished(List<Ended> ended) {
    List<String> all = ended.stream().flatMap(one -> one.steps().stream()).toList();
    return Multi.createFrom()
        .iterable(all)
        .onItem()
        .transformToUniAndMerge(steps::finish)
        .collect()
        .asList();
  }

  private Answer answer(Instant begun, List<Ended> ended, List<EnforcementStep> done) {
    Instant last = done.stream().map(step -> step.doneAt).max(Instant::compareTo).orElse(begun);
    return new Answer(
        begun,
        last,
        Math.max(0, Duration.between(begun, last).toMillis()),
        new Points(
            done.stream().mapToInt(step -> step.confirmed).min().orElse(0),
            done.stream().mapToInt(step -> step.expired).max().orElse(0)),
        ended.stream().mapToInt(Ended::grants).sum(),
        ended.size());
  }
}
