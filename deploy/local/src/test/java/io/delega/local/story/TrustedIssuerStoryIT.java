package io.delega.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.local.Env;
import io.delega.testkit.DevIssuer;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrustedIssuerStoryIT {
  private static final String AGENCY = "agency-a";
  private static final String SUBJECT = "system:serviceaccount:bots:mail";

  @Test
  void anAssistantOfAnIssuerThatTheAgencyTrustsCallsUntilTheTrustEnds() throws IOException {
    Env env = TestPlatform.single();
    try (DevIssuer cluster = DevIssuer.start(TestPlatform.OTHER_ISSUER)) {
      Http http = new Http(Overheard::add);
      Story story =
          new Story(env, http, new SandboxProvider(env.sandbox(), http), AGENCY, new Told());
      assertThat(put(story, "closed", "http://localhost:1/x").code()).isEqualTo("issuer_unusable");
      put(story, "cluster", cluster.issuer()).expect(201, "the issuer");
      story.registerIntegration();
      story.registerClient();
      story.registerAssistant(SUBJECT, cluster.issuer());
      story.openConnectSession();
      story.connectInTheBrowser();
      story.awaitGrant();

      String token = cluster.jwt(Map.of("sub", SUBJECT));
      Answer answer = call(story, token, story.provider().allowedPath());
      answer.expect(200, "the call of the cluster's assistant");
      assertThat(answer.body()).contains(story.provider().expectedText());
      assertThat(why(story, answer).path("grant").asText()).isEqualTo(story.grant());
      Answer refused = call(story, token, story.provider().forbiddenPath());
      refused.expect(403, "beyond the grant");
      assertThat(why(story, refused).path("assistant").asText()).isEqualTo(story.assistant());
      String stranger = cluster.jwt(Map.of("sub", "system:serviceaccount:bots:other"));
      call(story, stranger, story.provider().allowedPath()).expect(401, "a stranger's call");

      story
          .api()
          .call(AGENCY, "admin", "DELETE", "/v1/issuers/cluster", null)
          .expect(204, "the end of the trust");
      call(story, token, story.provider().allowedPath()).expect(401, "after the end of the trust");
    }
  }

  private static Answer put(Story story, String name, String issuer) {
    return story
        .api()
        .call(AGENCY, "admin", "PUT", "/v1/issuers/" + name, Map.of("issuer", issuer));
  }

  private static Answer call(Story story, String token, String path) {
    return story.api().call(token, "GET", "/v1/proxy/" + story.connection() + path, null);
  }

  private static JsonNode why(Story story, Answer answer) {
    return story
        .api()
        .call(
            AGENCY,
            "operator",
            "POST",
            "/v1/decisions/explain",
            Map.of("callId", answer.header("Delega-Call-Id").orElseThrow()))
        .expect(200, "the explanation")
        .json();
  }
}
