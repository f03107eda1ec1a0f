package io.delega.tokenvault.proxy;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;

import io.delega.contracts.EnforcementState;
import io.delega.contracts.EnforcementState.AssistantRef;
import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.EventJson;
import io.delega.contracts.Ids;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.contracts.Topic;
import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.VaultResource;
import io.delega.tokenvault.enforcement.EnforcementPoint;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** No decision can be recorded. */
@QuarkusTest
@TestProfile(AuditUnavailableIT.Mute.class)
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class AuditUnavailableIT {
  @Inject EnforcementPoint point;

  /** The access topic is out of reach. */
  public static final class Mute implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("delega.access.kafka", "127.0.0.1:1");
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
      return Set.of(FakeCredentials.class);
    }
  }

  @Test
  void neitherAllowsNorDeniesAndSendsNothing() throws IOException {
    String connection = Ids.next(Ids.CONNECTION, Clock.systemUTC());
    AssistantRef assistant =
        new AssistantRef(
            "ast_1", DelegaResource.issuer().issuer(), "agency-a-assistant1", "active");
    Topics.put(
        Topic.ENFORCEMENT_STATE,
        connection,
        EventJson.writeBytes(
            new EnforcementState.Connection(
                connection,
                "agency-a",
                "cli_1",
                "sandbox",
                1,
                "active",
                List.of(
                    new Grant(
                        "gra_1",
                        "active",
                        assistant,
                        List.of(new Permission("profile.read", Map.of())),
                        Limits.NONE,
                        "none",
                        null)),
                List.of())));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> point.admits() && point.find(connection).isPresent());
    try (TestUpstream upstream = new TestUpstream()) {
      for (String path : List.of("/me", "/mail")) {
        given()
            .auth()
            .oauth2(DelegaResource.issuer().token("agency-a-assistant1"))
            .get("/v1/proxy/" + connection + path)
            .then()
            .statusCode(503)
            .time(lessThan(10_000L))
            .header("Delega-Call-Id", nullValue())
            .body("code", equalTo("audit_unavailable"));
      }
      assertThat(upstream.arrivals).isEmpty();
    }
  }
}
