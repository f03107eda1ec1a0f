package io.delega.tokenvault.limit;

import io.delega.contracts.Counter;
import io.delega.tokenvault.limit.Budget.Unused;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Admits no more requests than the counters allow, whatever other replicas admit. A replica takes a
 * portion of what is free from the counter's row and uses it without asking; what it does not use
 * it gives back. So a counter is never exceeded; for a moment it may refuse though another replica
 * still holds something. Thread-safe.
 */
@ApplicationScoped
public class RequestCounters {
  private static final Logger LOG = Logger.getLogger(RequestCounters.class);

  /** Shorter than anything that is taken may be held. */
  private static final Duration LONGEST_ASKING = Duration.ofMillis(1_500);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final CounterRows rows;
  private final LongSupplier clock;
  private final Map<Counter, Entry> entries = new HashMap<>();

  /**
   * Of one counter with its numbers; the asking that is under way, which whoever lacks something
   * waits for.
   */
  private static final class Entry {
    final String connection;
    final Budget budget;
    Uni<Void> asking;

    Entry(String connection, Counter counter) {
      this.connection = connection;
      this.budget = new Budget(counter);
    }
  }

  @Inject
  RequestCounters(CounterRows rows) {
    this(rows, System::nanoTime);
  }

  RequestCounters(CounterRows rows, LongSupplier clock) {
    this.rows = rows;
    this.clock = clock;
  }

  /** Counts these requests where that takes no asking; then answers true. */
  public synchronized boolean takeAtHand(String connection, List<Counter> counters, int requests) {
    long now = clock.getAsLong();
    for (Counter counter : counters) {
      if (!entry(connection, counter).budget.lacksNothing(requests, now)) {
        return false;
      }
    }
    counters.forEach(counter -> entries.get(counter).budget.use(requests));
    return true;
  }

  /**
   * Counts these requests, or answers the limit that is reached; fails when the rows are out of
   * reach.
   */
  public Uni<Optional<Over>> take(String connection, List<Counter> counters, int requests) {
    return takeUntil(clock.getAsLong() + LONGEST_WAIT.toNanos(), connection, counters, requests);
  }

  private Uni<Optional<Over>> takeUntil(
      long deadline, String connection, List<Counter> counters, int requests) {
    if (takeAtHand(connection, counters, requests)) {
      return Uni.createFrom().item(Optional.empty());
    }
    Optional<Over> refused = refusal(counters, requests);
    if (refused.isPresent()) {
      return Uni.createFrom().item(refused);
    }
    return clock.getAsLong() - deadline > 0
        ? Uni.createFrom().failure(new IllegalStateException("the counters are too slow"))
        : ask(connection, counters, requests)
            .chain(() -> takeUntil(deadline, connection, counters, requests));
  }

  private synchronized Optional<Over> refusal(List<Counter> counters, int requests) {
    long now = clock.getAsLong();
    return counters.stream()
        .map(entries::get)
        .filter(entry -> entry != null)
        .map(entry -> entry.budget.refusal(requests, now))
        .filter(over -> over != null)
        .findFirst();
  }

  /** For the first counter that lacks something. */
  private synchronized Uni<Void> ask(String connection, List<Counter> counters, int requests) {
    long now = clock.getAsLong();
    for (Counter counter : counters) {
      Entry entry = entry(connection, counter);
      if (entry.asking != null) {
        return entry.asking;
      }
      if (!entry.budget.lacksNothing(requests, now)) {
        entry.asking = asked(entry, counter, requests, now);
        return entry.asking;
      }
    }
    return Uni.createFrom().voidItem();
  }

  private Uni<Void> asked(Entry entry, Counter counter, int requests, long now) {
    Map<Period, Integer> lacking = new EnumMap<>(Period.class);
    for (Period period : Period.values()) {
      int number = entry.budget.lacking(period, requests, now);
      if (number > 0) {
        lacking.put(period, number);
      }
    }
    return rows.take(entry.connection, counter, lacking)
        .ifNoItem()
        .after(LONGEST_ASKING)
        .fail()
        .invoke(answer -> answered(entry, requests, now, answer))
        .onTermination()
        .invoke(() -> ended(entry))
        .replaceWithVoid()
        .memoize()
        .indefinitely();
  }

  private synchronized void ended(Entry entry) {
    entry.asking = null;
  }

  private synchronized void answered(
      Entry entry, int requests, long asked, CounterRows.Answer answer) {
    answer
        .portions()
        .forEach(each -> entry.budget.add(each.period(), each.slice(), each.number(), asked));
    if (answer.over() != null) {
      entry.budget.refuse(answer.over(), requests, clock.getAsLong());
    }
  }

  private Entry entry(String connection, Counter counter) {
    return entries.computeIfAbsent(counter, first -> new Entry(connection, counter));
  }

  /** Gives back what was not used in time. */
  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> giveBack() {
    return giveBack(unused(clock.getAsLong()));
  }

  @Scheduled(every = "1h", delayed = "1m", concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> prune() {
    return rows.prune()
        .onFailure()
        .invoke(failure -> LOG.warnf("Counters could not be pruned: %s", failure.toString()))
        .onFailure()
        .recoverWithNull();
  }

  void stop(@Observes ShutdownEvent event) {
    synchronized (this) {
      entries.values().forEach(entry -> entry.budget.dropAll());
    }
    giveBack().onFailure().recoverWithNull().await().atMost(LONGEST_ASKING);
  }

  private record Return(String id, String connection, List<Unused> unused) {}

  private synchronized List<Return> unused(long now) {
    List<Return> returns =
        entries.entrySet().stream()
            .map(
                each ->
                    new Return(
                        each.getKey().id(),
                        each.getValue().connection,
                        each.getValue().budget.takeUnused(now)))
            .filter(each -> !each.unused().isEmpty())
            .toList();
    entries.values().removeIf(entry -> entry.asking == null && entry.budget.isIdle(now));
    return returns;
  }

  /** What cannot be given back stays counted. */
  private Uni<Void> giveBack(List<Return> returns) {
    return Multi.createFrom()
        .iterable(returns)
        .onItem()
        .transformToUniAndConcatenate(
            each ->
                rows.giveBack(each.id(), each.connection(), each.unused())
                    .onFailure()
                    .invoke(failure -> LOG.debugf("Not given back: %s", failure.toString()))
                    .onFailure()
                    .recoverWithNull())
        .collect()
        .last()
        .replaceWithVoid();
  }
}
