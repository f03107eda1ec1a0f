package io.delega.accesspolicy;

import static io.delega.accesspolicy.Wire.as;
import static io.delega.accesspolicy.Wire.withToken;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Permissions for everything that reads, writes or deletes. */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(ClientTokens.class)
class AccessClassIT {
  private static final String SUPPORT = "/mail/support%40example.test/messages";
  private static final Map<String, List<String>> IN_SUPPORT =
      Map.of("mailbox", List.of("support@example.test"));
  private static final Permission READ_SUPPORT =
      Permission.ofClass("read", IN_SUPPORT)
          .standingFor(List.of("mail.messages.list", "mail.messages.read"));

  private EnforcementPoint point;
  private Platform platform;
  private String grant;

  @BeforeEach
  void start() {
    point = EnforcementPoint.start();
    platform = new Platform();
    grant = platform.consent(Limits.NONE, READ_SUPPORT);
  }

  @AfterEach
  void stop() {
    point.close();
  }

  @Test
  void aConsentToAClassIsEnforcedAndExplained() {
    as("agency-a-backend")
        .get("/v1/grants/" + grant)
        .then()
        .body("permissions[0].access", equalTo("read"))
        .body("permissions[0].operations", contains("mail.messages.list", "mail.messages.read"));
    platform.explain(SUPPORT).body("decision", equalTo("allowed")).body("grant", equalTo(grant));
    platform
        .explain("/mail/boss%40example.test/messages")
        .body("code", equalTo("resource_not_granted"));
    platform.explain("/me").body("code", equalTo("resource_not_granted"));
  }

  @Test
  void anAgencyGrantsWithinTheClassAndNeverBeyond() {
    platform.grant(platform.assistant, Platform.SUPPORT).statusCode(201);
    platform
        .grant(platform.assistant, Permission.ofClass("read", IN_SUPPORT))
        .statusCode(201)
        .body("permissions[0].operations", contains("mail.messages.list", "mail.messages.read"));
    for (Permission more :
        List.of(
            Permission.ofClass("read", null),
            Permission.ofClass("write", IN_SUPPORT),
            new Permission("mail.messages.send", IN_SUPPORT),
            Platform.BOTH)) {
      platform
          .grant(platform.assistant, more)
          .statusCode(403)
          .body("code", equalTo("consent_required"));
    }
  }

  @Test
  void aClassLiesWithinConsentsToEachOfItsOperations() {
    Platform one = new Platform();
    one.consent(Limits.NONE, Platform.SUPPORT);
    Permission asked = Permission.ofClass("read", IN_SUPPORT);
    one.grant(one.assistant, asked).statusCode(403).body("code", equalTo("consent_required"));
    one.grant(one.assistant, asked.standingFor(List.of("mail.messages.list"))).statusCode(201);

    Platform each = new Platform();
    each.consent(Limits.NONE, Platform.SUPPORT, new Permission("mail.messages.read", IN_SUPPORT));
    each.grant(each.assistant, asked).statusCode(201);
  }

  @Test
  void aClientNarrowsAClass() {
    Map<String, ?> less =
        Map.of("permissions", List.of(READ_SUPPORT.standingFor(List.of("mail.messages.read"))));
    String client = ClientTokens.of(platform.client);
    withToken(client).body(less).patch("/v1/grants/" + grant).then().statusCode(200);
    platform.explain(SUPPORT).body("code", equalTo("no_grant"));
    platform.explain(SUPPORT + "/1").body("decision", equalTo("allowed"));
    withToken(client)
        .body(Map.of("permissions", List.of(READ_SUPPORT)))
        .patch("/v1/grants/" + grant)
        .then()
        .statusCode(403)
        .body("code", equalTo("only_narrower"));
    platform.grant(platform.assistant, Platform.SUPPORT).statusCode(403);
  }

  @Test
  void saysWhatIsWrongWithAClass() {
    for (Permission wrong :
        List.of(
            new Permission("mail.messages.list", "read", null, null),
            Permission.ofClass("admin", null),
            Permission.ofClass("read", Map.of("calendar", List.of("x"))),
            READ_SUPPORT.standingFor(List.of("mail.messages.send")))) {
      platform
          .grant(platform.assistant, wrong)
          .statusCode(400)
          .body("code", equalTo("invalid_field"))
          .body("field", equalTo("permissions[0]"))
          .body("detail", not(containsString("null")));
    }
  }
}
