package io.delega.tokenvault.proxy;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.VaultResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An enforcement point that never hears of any state. */
@QuarkusTest
@TestProfile(FailClosedIT.Deaf.class)
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class FailClosedIT {
  /** The enforcement topics are out of reach. */
  public static final class Deaf implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("delega.enforcement.kafka", "127.0.0.1:1");
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
      return Set.of(FakeCredentials.class);
    }
  }

  @Test
  void admitsNothingAndIsNotReady() throws IOException {
    try (TestUpstream upstream = new TestUpstream()) {
      given()
          .auth()
          .oauth2(DelegaResource.issuer().token("agency-a-assistant1"))
          .get("/v1/proxy/con_1/items/1")
          .then()
          .statusCode(503)
          .header("Retry-After", notNullValue())
          .body("code", equalTo("enforcement_stale"));
      assertThat(upstream.arrivals).isEmpty();
    }
    given().get("/q/health/ready").then().statusCode(503);
  }
}
