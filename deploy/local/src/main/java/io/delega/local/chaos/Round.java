package io.delega.local.chaos;

import io.delega.local.chaos.Sighting.Kind;
import io.delega.local.chaos.Tenant.Granted;
import io.delega.local.story.Await;
import io.delega.local.story.StoryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** One disturbance while grants are used and revoked, and what is to be said of it. */
final class Round {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** What a busy machine may add to the bound of an answer. */
  static final Duration SLACK = Duration.ofSeconds(3);

  private final Scene scene;
  private final Disturbance disturbance;
  private final Tenant tenant;
  private final Sightings sightings;
  private final Revoker revoker;
  private final Judge judge;
  private final List<CompletableFuture<Revocation>> asked = new ArrayList<>();
  private long wellSince;

  Round(
      Scene scene,
      Disturbance disturbance,
      Tenant tenant,
      Sightings sightings,
      Duration tolerance) {
    this.scene = disturbance.on(scene);
    this.disturbance = disturbance;
    this.tenant = tenant;
    this.sightings = sightings;
    this.revoker = new Revoker(tenant::admin);
    this.judge = new Judge(tolerance);
  }

  /**
   * Runs it; the platform is whole before and after.
   *
   * @throws StoryException when it could not be run
   */
  Result run() throws Exception {
    sightings.clear();
    List<Granted> grants = Stream.generate(tenant::grant).limit(disturbance.grants()).toList();
    try (Callers callers = new Callers(scene.platform().vaults(), tenant::assistant, sightings)) {
      callers.start(grants);
      await("calls to get through", () -> callers.allAllowed(grants) && longOnesRun());
      disturbAndRevoke(grants);
      List<String> violations = new ArrayList<>();
      long end = System.nanoTime();
      List<Revocation> revocations = answers(violations);
      if (violations.isEmpty()) {
        denials(callers, grants, end, violations);
      }
      violations.addAll(judgement(revocations));
      return new Result(
          disturbance,
          revocations,
          sightings.all().stream().filter(seen -> seen.kind() == Kind.REQUEST).count(),
          Judge.residual(revocations, sightings.all()),
          violations);
    }
  }

  private void disturbAndRevoke(List<Granted> grants) throws Exception {
    Iterator<Granted> rest = grants.iterator();
    if (disturbance.revokesThereToo()) {
      revoke(rest.next(), scene.policy());
    }
    int atOnce = asked.size();
    disturbance.begin(scene);
    try {
      scene.pause(0, 300);
      if (disturbance.inTurn()) {
        inTurn(rest);
      } else {
        rest.forEachRemaining(granted -> revoke(granted, unhurt()));
        disturbance.meanwhile(scene);
        wellSince = System.nanoTime();
      }
      awaitAnswers(asked.subList(atOnce, asked.size()));
      scene.pause(400, 600);
    } finally {
      disturbance.end(scene);
    }
  }

  /** One after the other, the last ones when it is over. */
  private void inTurn(Iterator<Granted> rest) throws Exception {
    CompletableFuture<Void> meanwhile =
        CompletableFuture.runAsync(
            () -> {
              try {
                disturbance.meanwhile(scene);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    while (rest.hasNext()) {
      revoke(rest.next(), unhurt());
      awaitAnswers(asked.subList(asked.size() - 1, asked.size()));
      scene.pause(100, meanwhile.isDone() ? 200 : 900);
    }
    meanwhile.get();
    wellSince = System.nanoTime();
  }

  private String unhurt() {
    boolean hurt = disturbance.allowance.mayBePending();
    return hurt || scene.random().nextBoolean() ? scene.other() : scene.policy();
  }

  private void revoke(Granted granted, String policy) {
    asked.add(revoker.revoke(granted, policy, scene.platform().urlOf(policy)));
  }

  private static void awaitAnswers(List<CompletableFuture<Revocation>> some)
      throws InterruptedException {
    try {
      CompletableFuture.allOf(some.toArray(CompletableFuture[]::new))
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Told below, of each one that has no answer.
      return;
    }
  }

  private List<Revocation> answers(List<String> violations) throws InterruptedException {
    List<Revocation> answered = new ArrayList<>();
    awaitAnswers(asked);
    for (CompletableFuture<Revocation> one : asked) {
      if (one.isDone() && !one.isCompletedExceptionally()) {
        answered.add(one.join());
      } else {
        violations.add("a revocation is not answered");
      }
    }
    return answered;
  }

  /** In the end every replica knows. */
  private void denials(Callers callers, List<Granted> grants, long since, List<String> violations) {
    try {
      await("every replica to deny", () -> callers.allDenied(grants, since));
    } catch (StoryException e) {
      violations.add("not every replica denies what is revoked");
    }
  }

  private List<String> judgement(List<Revocation> revocations) {
    Allowance allowance = disturbance.allowance;
    List<String> violations =
        new ArrayList<>(revoker.unexpected(disturbance.revokesThereToo() ? scene.policy() : ""));
    violations.addAll(judge.late(revocations, sightings.all()));
    for (Revocation each : revocations) {
      long from =
          each.through().equals(scene.policy()) && disturbance.revokesThereToo()
              ? System.nanoTime()
              : allowance.mayBePending() ? wellSince : each.askedAt();
      violations.addAll(Judge.slow(List.of(each), allowance.bound().plus(SLACK), from));
      if (each.pending() > 0 && !allowance.mayBePending()) {
        violations.add("a revocation was answered 503 first");
      }
      if (each.confirmed() > allowance.mostConfirmed()) {
        violations.add("%d points confirmed, more than can".formatted(each.confirmed()));
      }
    }
    if (disturbance == Disturbance.RELAY_HELD) {
      await("what was held to arrive", () -> scene.platform().kafkaOf(scene.policy()).held() == 0);
      violations.addAll(StateTopic.outOfOrder(scene.platform().kafka()));
    }
    return violations;
  }

  private boolean longOnesRun() {
    List<Sighting> seen = sightings.all();
    return ChaosPlatform.VAULTS.stream()
        .allMatch(
            vault ->
                Stream.of(Kind.UPLOAD, Kind.ANSWER)
                    .allMatch(
                        kind ->
                            seen.stream()
                                .anyMatch(
                                    one -> one.kind() == kind && one.replica().equals(vault))));
  }

  private static void await(String what, java.util.function.BooleanSupplier condition) {
    Await.value(PATIENCE, what, condition::getAsBoolean, done -> done);
  }
}
