package io.delega.accesspolicy;

import static io.delega.accesspolicy.Wire.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.delega.contracts.EnforcementState;
import io.delega.contracts.EventJson;
import io.delega.contracts.Topic;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(ClientTokens.class)
class IssuersIT {
  private final String name = "i-" + UUID.randomUUID();
  private final String issuer = "https://" + name + ".example";
  private EnforcementPoint point;

  @BeforeEach
  void start() {
    point = EnforcementPoint.start();
  }

  @AfterEach
  void stop() {
    point.close();
  }

  private static ValidatableResponse put(String who, String name, Map<String, ?> body) {
    return as(who).body(body).put("/v1/issuers/" + name).then();
  }

  private static String assistant(String who, String issuer, String subject) {
    return as(who)
        .body(Map.of("name", "Bot", "subject", subject, "issuer", issuer))
        .post("/v1/assistants")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  /** What enforcement points were told last of the issuer. */
  private EnforcementState.Issuer told(String agency) {
    String key = "issuer/" + agency + "/" + name;
    return Wire.all(Topic.ENFORCEMENT_STATE.topicName()).stream()
        .filter(record -> key.equals(record.key()))
        .map(record -> read(record.value()))
        .reduce((earlier, later) -> later)
        .orElse(null);
  }

  private static EnforcementState.Issuer read(byte[] value) {
    try {
      return (EnforcementState.Issuer) EventJson.mapper().readValue(value, EnforcementState.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void enforcementPointsAreToldOfTheIssuerAndOfItsAssistantsAlone() {
    String before = assistant("agency-a-operator", issuer, "repo:shop/bot:ref:refs/heads/main");
    assistant("agency-b-operator", issuer, "repo:other/bot");
    put("agency-a-admin", name, Map.of("issuer", issuer))
        .statusCode(201)
        .body("name", equalTo(name))
        .body("audience", equalTo("delega"))
        .body("jwksUri", nullValue());
    put("agency-a-admin", name, Map.of("issuer", issuer)).statusCode(200);
    EnforcementState.Issuer first = told("agency-a");
    assertThat(first.state()).isEqualTo("trusted");
    assertThat(first.assistants())
        .containsExactly(
            new EnforcementState.IssuerSubject("repo:shop/bot:ref:refs/heads/main", before));
    assertThat(told("agency-b")).isNull();

    String after = assistant("agency-a-operator", issuer, "repo:shop/bot:ref:refs/heads/next");
    EnforcementState.Issuer second = told("agency-a");
    assertThat(second.version()).isGreaterThan(first.version());
    assertThat(second.assistants())
        .extracting(EnforcementState.IssuerSubject::assistant)
        .containsExactly(before, after);
    as("agency-a-admin").delete("/v1/assistants/" + before).then().statusCode(204);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(told("agency-a").assistants())
                    .extracting(EnforcementState.IssuerSubject::assistant)
                    .containsExactly(after));

    as("agency-a-auditor").get("/v1/issuers").then().body("items.name", hasItem(name));
    as("agency-a-admin").delete("/v1/issuers/" + name).then().statusCode(204);
    as("agency-a-admin").delete("/v1/issuers/" + name).then().statusCode(204);
    EnforcementState.Issuer last = told("agency-a");
    assertThat(last.state()).isEqualTo("removed");
    assertThat(last.assistants()).isEmpty();
    as("agency-a-auditor").get("/v1/issuers/" + name).then().statusCode(404);
    as("agency-a-auditor").get("/v1/issuers").then().body("items.name", not(hasItem(name)));
    put("agency-a-admin", name, Map.of("issuer", issuer, "jwksUri", issuer + "/keys"))
        .statusCode(201);
    assertThat(told("agency-a").version()).isGreaterThan(last.version());
    assertThat(Wire.policyEventTypes(name)).contains("issuer.trusted", "issuer.removed");
  }

  @Test
  void trustThatEndsIsAnsweredOnlyOnceItIsInForceEverywhere() throws Exception {
    put("agency-a-admin", name, Map.of("issuer", issuer)).statusCode(201);
    point.hold(true);
    CompletableFuture<ValidatableResponse> answer =
        CompletableFuture.supplyAsync(
            () -> as("agency-a-admin").delete("/v1/issuers/" + name).then());
    await().atMost(Duration.ofSeconds(10)).until(() -> told("agency-a").state().equals("removed"));
    assertThat(answer).isNotDone();
    point.hold(false);
    answer.get(20, TimeUnit.SECONDS).statusCode(204);
  }

  @Test
  void oneAgencyKnowsNothingOfAnothers() {
    put("agency-a-admin", name, Map.of("issuer", issuer)).statusCode(201);
    as("agency-b-admin").get("/v1/issuers/" + name).then().statusCode(404);
    as("agency-b-admin").delete("/v1/issuers/" + name).then().statusCode(404);
    put("agency-b-admin", name, Map.of("issuer", issuer, "audience", "for-b"))
        .statusCode(201)
        .body("audience", equalTo("for-b"));
    as("agency-a-admin").get("/v1/issuers/" + name).then().body("audience", equalTo("delega"));
    assertThat(List.of(told("agency-a").audience(), told("agency-b").audience()))
        .containsExactly("delega", "for-b");
    put("agency-a-admin", name + "x", Map.of("issuer", issuer))
        .statusCode(409)
        .body("code", equalTo("issuer_exists"));
  }

  @ParameterizedTest
  @CsvSource({
    "ok,  ftp://issuer.example,          issuer",
    "ok,  issuer.example,                issuer",
    "ok,  https://user@issuer.example,   issuer",
    "ok,  https://issuer.example/#x,     issuer",
    "ok,  https://issuer.example/?x=1,   issuer",
    "Not, https://issuer.example,        name",
  })
  void whatIsNoIssuerIsRefused(String called, String url, String field) {
    put("agency-a-admin", called, Map.of("issuer", url))
        .statusCode(400)
        .body("field", equalTo(field));
  }

  @Test
  void whatTokenVaultCannotUseIsNotTrusted() {
    put("agency-a-admin", name, Map.of("issuer", "https://unusable.example"))
        .statusCode(422)
        .body("code", equalTo("issuer_unusable"))
        .body("detail", equalTo("as the test says"));
    put("agency-a-admin", name, Map.of("issuer", "https://away.example"))
        .statusCode(503)
        .body("code", equalTo("vault_unavailable"));
    as("agency-a-admin").get("/v1/issuers/" + name).then().statusCode(404);
  }

  @Test
  void thePlatformsOwnIssuerAndOthersThanAdminsAreRefused() {
    put("agency-a-admin", name, Map.of("issuer", DelegaResource.issuer().issuer()))
        .statusCode(400)
        .body("field", equalTo("issuer"));
    put("agency-a-operator", name, Map.of("issuer", issuer)).statusCode(403);
    as("agency-a-operator").delete("/v1/issuers/" + name).then().statusCode(403);
    as("agency-a-backend").get("/v1/issuers").then().statusCode(403);
  }
}
