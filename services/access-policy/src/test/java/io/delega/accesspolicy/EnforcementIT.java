package io.delega.accesspolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.delega.contracts.EnforcementAck;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(ClientTokens.class)
class EnforcementIT {
  private static final long DEADLINE = EnforcementAck.LEASE.plus(EnforcementAck.MARGIN).toMillis();

  @Test
  void answersOnlyOnceTheSlowReplicaHasApplied() throws Exception {
    Platform platform = new Platform();
    try (EnforcementPoint quick = EnforcementPoint.start();
        EnforcementPoint slow = EnforcementPoint.start()) {
      String grant = platform.consent();
      quick.hold(false);
      slow.hold(true);
      CompletableFuture<ValidatableResponse> answer =
          CompletableFuture.supplyAsync(() -> Platform.revoke(grant));
      assertWaits(answer, 1_500);
      slow.hold(false);
      answer.get(DEADLINE, TimeUnit.MILLISECONDS).statusCode(200);
      answer
          .get()
          .body("enforcementPoints.confirmed", equalTo(2))
          .body("enforcementPoints.expired", equalTo(0));
    }
  }

  @Test
  void doesNotWaitForAFrozenReplicaBeyondItsLease() throws Exception {
    Platform platform = new Platform();
    try (EnforcementPoint quick = EnforcementPoint.start();
        EnforcementPoint frozen = EnforcementPoint.start()) {
      String grant = platform.consent();
      quick.hold(false);
      frozen.freeze();
      CompletableFuture<ValidatableResponse> answer =
          CompletableFuture.supplyAsync(() -> Platform.revoke(grant));
      // The last heartbeat is at most a quarter of a second older than the freeze.
      assertWaits(answer, DEADLINE - 2_500);
      answer
          .get(DEADLINE + 3_000, TimeUnit.MILLISECONDS)
          .statusCode(200)
          .body("enforcementPoints.confirmed", equalTo(1))
          .body("enforcementPoints.expired", equalTo(1));
    }
  }

  private static void assertWaits(CompletableFuture<?> answer, long milliseconds) throws Exception {
    try {
      answer.get(milliseconds, TimeUnit.MILLISECONDS);
      assertThat(answer).as("must still wait").isNotDone();
    } catch (TimeoutException e) {
      // It waits, as it must.
    }
  }
}
