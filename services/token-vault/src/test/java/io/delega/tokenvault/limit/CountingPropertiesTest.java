package io.delega.tokenvault.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.contracts.Counter;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** Three replicas share a row, in a time of their own; whatever they do, nothing is exceeded. */
class CountingPropertiesTest {
  private static final long START = 1_800_000_000_000L;
  private static final long MILLI = 1_000_000L;

  /** What a replica does, and how many milliseconds pass before it. */
  record Step(int replica, Act act, int requests, int pause) {}

  enum Act {
    CALL,
    GIVE_BACK,
    DIE
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 2),
            Arbitraries.frequency(
                Tuple.of(20, Act.CALL), Tuple.of(4, Act.GIVE_BACK), Tuple.of(1, Act.DIE)),
            Arbitraries.integers().between(1, 3),
            Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.integers().between(0, 300)),
                Tuple.of(2, Arbitraries.integers().between(1_000, 2_500)),
                Tuple.of(1, Arbitraries.integers().between(50_000, 62_000))))
        .as(Step::new)
        .list()
        .ofMinSize(50)
        .ofMaxSize(400);
  }

  private static final class World {
    private final Counter counter;
    private final Taken row = Taken.none();
    private final Budget[] replicas = new Budget[3];
    private final List<Long> used = new ArrayList<>();
    private long now = START;
    private boolean somebodyDied;
    private boolean refused;

    World(Counter counter) {
      this.counter = counter;
      for (int i = 0; i < replicas.length; i++) {
        replicas[i] = new Budget(counter);
      }
    }

    void does(Step step) {
      now += step.pause();
      Budget budget = replicas[step.replica()];
      switch (step.act()) {
        case CALL -> call(budget, step.requests());
        case GIVE_BACK -> giveBack(budget);
        case DIE -> {
          replicas[step.replica()] = new Budget(counter);
          somebodyDied = true;
        }
      }
    }

    private void call(Budget budget, int requests) {
      for (Period period : Period.values()) {
        int lacking = budget.lacking(period, requests, now * MILLI);
        if (lacking == 0) {
          continue;
        }
        int free = row.free(period, period.most(counter), now);
        if (free < lacking) {
          refused = true;
          return;
        }
        int number = Math.max(lacking, period.portion(free));
        budget.add(period, row.take(period, number, now), number, now * MILLI);
      }
      budget.use(requests);
      for (int i = 0; i < requests; i++) {
        used.add(now);
      }
    }

    void giveBack(Budget budget) {
      budget
          .takeUnused(now * MILLI)
          .forEach(each -> row.giveBack(each.period(), each.slice(), each.number(), now));
    }

    long mostIn(long millis) {
      return used.stream()
          .mapToLong(from -> used.stream().filter(at -> at >= from && at < from + millis).count())
          .max()
          .orElse(0);
    }
  }

  @Example
  void whatIsUsedLateCountsFromThen() {
    World world = new World(new Counter("c", 16, null, null));
    world.does(new Step(0, Act.CALL, 1, 0)); // takes two and uses one
    for (int i = 0; i < 16; i++) {
      world.does(new Step(1, Act.CALL, 1, 0));
    }
    world.does(new Step(0, Act.CALL, 1, 1_900)); // the other one
    for (int i = 0; i < 16; i++) {
      world.does(new Step(1, Act.CALL, 1, i == 0 ? 59_200 : 0));
    }
    assertThat(world.mostIn(60_000)).isLessThanOrEqualTo(16);
    world.does(new Step(1, Act.CALL, 1, 3_000));
    assertThat(world.used).endsWith(world.now);
  }

  @Property(tries = 500)
  void noLimitIsEverExceeded(
      @ForAll("steps") List<Step> steps,
      @ForAll @IntRange(min = 1, max = 40) int perMinute,
      @ForAll @IntRange(min = 1, max = 200) int total) {
    World world = new World(new Counter("c", perMinute, null, total));
    steps.forEach(world::does);
    assertThat(world.mostIn(60_000)).isLessThanOrEqualTo(perMinute);
    assertThat(world.used.size()).isLessThanOrEqualTo(total);
  }

  @Property(tries = 100)
  void whatIsNotUsedComesBack(
      @ForAll("steps") List<Step> steps, @ForAll @IntRange(min = 1, max = 300) int total) {
    World world = new World(new Counter("c", null, null, total));
    steps.forEach(world::does);
    for (Budget budget : world.replicas) {
      budget.dropAll();
      world.giveBack(budget);
    }
    if (!world.somebodyDied) {
      assertThat(world.row.free(Period.TOTAL, total, world.now))
          .isEqualTo(total - world.used.size());
    }
    assertThat(world.refused || world.used.size() <= total).isTrue();
  }
}
