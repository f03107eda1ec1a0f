package io.delega.accesspolicy;

import static io.delega.accesspolicy.Wire.withToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.delega.contracts.AccessRequest;
import io.delega.contracts.Counter;
import io.delega.contracts.EnforcementState;
import io.delega.contracts.Limits;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What counts together against a limit: all that one agreement of the client admits. */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(ClientTokens.class)
class CountersIT {
  private static final Limits HUNDRED = new Limits(null, 60, null, null, 100, null, null);

  private EnforcementPoint point;
  private Platform platform;
  private String grant;

  @BeforeEach
  void start() {
    point = EnforcementPoint.start();
    platform = new Platform();
    grant = platform.consent(HUNDRED);
  }

  @AfterEach
  void stop() {
    point.close();
  }

  @Test
  void grantsUnderOneConsentCountTogether() {
    platform.grant(platform.assistant, Platform.SUPPORT).statusCode(201);
    platform
        .grant(
            Map.of(
                "assistant",
                platform.assistant,
                "permissions",
                List.of(Platform.SUPPORT),
                "limits",
                Map.of("requestsTotal", 7)))
        .statusCode(201);
    List<List<Counter>> counters = counters();
    Counter shared = counters.get(0).get(0);
    assertThat(shared.requestsTotal()).isEqualTo(100);
    assertThat(counters).hasSize(3).allMatch(each -> each.contains(shared));
    assertThat(counters.get(0)).containsExactly(shared);
    assertThat(counters.get(1)).containsExactly(shared);
    assertThat(counters.get(2))
        .hasSize(2)
        .anyMatch(each -> Integer.valueOf(7).equals(each.requestsTotal()));
  }

  @Test
  void whatTheAgencyEndedAndTheClientAgreesToAgainCountsOn() {
    List<List<Counter>> before = counters();
    Platform.revoke(grant).statusCode(200);
    agreeAgain();
    assertThat(counters()).isEqualTo(before);
  }

  @Test
  void whatTheClientStoppedAndAgreesToAgainBeginsAgain() {
    List<List<Counter>> before = counters();
    withToken(ClientTokens.of(platform.client))
        .post("/v1/grants/" + grant + "/revoke")
        .then()
        .statusCode(200);
    agreeAgain();
    assertThat(counters()).hasSize(1).doesNotContainAnyElementsOf(before);
    assertThat(counters().get(0).get(0).requestsTotal()).isEqualTo(100);
  }

  private void agreeAgain() {
    assertThat(counters()).isEmpty();
    Wire.send(
        Wire.established(
            platform.connection,
            platform.client,
            new AccessRequest(platform.assistant, "Bot", List.of(Platform.BOTH), HUNDRED)));
    await().atMost(Duration.ofSeconds(30)).until(() -> !counters().isEmpty());
  }

  private List<List<Counter>> counters() {
    return ((EnforcementState.Connection) Wire.state(platform.connection))
        .grants().stream()
            .filter(each -> "active".equals(each.state()))
            .map(EnforcementState.Grant::counters)
            .toList();
  }
}
