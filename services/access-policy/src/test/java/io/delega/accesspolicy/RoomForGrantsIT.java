package io.delega.accesspolicy;

import static io.delega.accesspolicy.Wire.withToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.delega.contracts.AccessRequest;
import io.delega.contracts.EnforcementState;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All grants of a connection are one record; there must always be room in it to take away. */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(ClientTokens.class)
class RoomForGrantsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Permission ANY_MAILBOX = new Permission("mail.messages.list", null);

  private EnforcementPoint point;
  private Platform platform;
  private String consented;

  @BeforeEach
  void start() {
    point = EnforcementPoint.start();
    platform = new Platform();
    consented = platform.consent(Limits.NONE, ANY_MAILBOX);
  }

  @AfterEach
  void stop() {
    point.close();
  }

  @Test
  void ofEndedGrantsThatSaidTheSameTheLastOneIsKept() {
    String last = null;
    for (int i = 0; i < 5; i++) {
      last = made(platform.grant(platform.assistant, Platform.SUPPORT));
      Platform.revoke(last).statusCode(200);
    }
    assertThat(state().grants())
        .extracting(EnforcementState.Grant::id)
        .containsExactly(consented, last);
    Platform.revoke(consented).statusCode(200);
    platform
        .explain("/mail/support%40example.test/messages")
        .body("code", equalTo("revoked"))
        .body("grants.size()", equalTo(2));
  }

  @Test
  void whateverAnAgencyGrantsItsClientCanStopIt() {
    String first = made(platform.grant(platform.assistant, mailboxes(0)));
    int more = 1;
    while (grantedMore(more)) {
      more++;
    }
    assertThat(more).isBetween(3, 6);
    Wire.send(
        Wire.established(
            platform.connection,
            platform.client,
            new AccessRequest(platform.assistant, "Bot", List.of(mailboxes(99)), Limits.NONE)));

    withToken(ClientTokens.of(platform.client))
        .post("/v1/grants/" + first + "/revoke")
        .then()
        .statusCode(200);
    assertThat(state().grants())
        .filteredOn(grant -> grant.id().equals(first))
        .allMatch(grant -> "revoked".equals(grant.state()));
    // What the client agreed to beyond all room was left out, and nothing behind it waits.
    Platform other = new Platform();
    other.consent();
    Wire.send(Wire.revoked(platform.connection, platform.client));
    await().atMost(PATIENCE).until(() -> "revoked".equals(state().state()));
  }

  private boolean grantedMore(int number) {
    ValidatableResponse answer = platform.grant(platform.assistant, mailboxes(number));
    int status = answer.extract().statusCode();
    if (status != 201) {
      answer.statusCode(409).body("code", equalTo("too_much_granted"));
    }
    return status == 201;
  }

  private static String made(ValidatableResponse answer) {
    return answer.statusCode(201).extract().path("id");
  }

  /** About 200 kB of names. */
  private static Permission mailboxes(int number) {
    return Platform.list(
        IntStream.range(0, 5_000)
            .mapToObj(i -> "mailbox-%d-%d@a-long-name.example.test".formatted(number, i))
            .toArray(String[]::new));
  }

  private EnforcementState.Connection state() {
    return (EnforcementState.Connection) Wire.state(platform.connection);
  }
}
