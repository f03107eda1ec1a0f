package io.delega.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.local.Env;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is taken away and given back on the running platform: each answer comes when it is in force,
 * so the very next call goes by it.
 */
class RestrictionStoryIT {
  private static final String NO_READING =
      "forbid(principal, action in Action::\"read\", resource) when { resource.client == \"%s\" };";

  private Story story;
  private Http http;

  @BeforeEach
  void connect() {
    Env env = TestPlatform.single();
    http = new Http(Overheard::add);
    story =
        new Story(
            env, http, new SandboxProvider(env.sandbox(), http), "agency-a", Narrator.silent());
    story.connect();
  }

  /** The assistant is every other story's too. */
  @AfterEach
  void giveBack() {
    admin("POST", "/v1/assistants/" + story.assistant() + "/resume", null);
    admin("DELETE", "/v1/guardrails/no-reading", null);
  }

  private Answer admin(String method, String path, Object body) {
    return story.api().call("agency-a", "admin", method, path, body);
  }

  private void assertRefused(String code) {
    Answer answer = story.assistantCalls(story.provider().allowedPath());
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json().get("code").asText()).isEqualTo(code);
  }

  @Test
  void theAgencyQuarantinesGuardsAndPauses() {
    story.callWithinTheGrant();
    String assistant = "/v1/assistants/" + story.assistant();
    JsonNode quarantined =
        admin("POST", assistant + "/quarantine", Map.of("reason", "a try"))
            .expect(200, "it")
            .json();
    assertThat(quarantined.at("/enforcement/enforcementPoints/confirmed").asInt()).isPositive();
    assertRefused("assistant_quarantined");
    admin("POST", assistant + "/resume", null).expect(200, "resumed");
    story.callWithinTheGrant();

    String text = NO_READING.formatted(story.client());
    admin("PUT", "/v1/guardrails/no-reading", Map.of("text", text)).expect(201, "the guardrail");
    assertRefused("guardrail_forbids");
    admin("DELETE", "/v1/guardrails/no-reading", null).expect(204, "deleted");
    story.callWithinTheGrant();

    String connection = "/v1/connections/" + story.connection();
    JsonNode paused = admin("POST", connection + "/suspend", null).expect(200, "paused").json();
    assertThat(paused.get("state").asText()).isEqualTo("suspended");
    assertRefused("connection_suspended");
    admin("POST", connection + "/resume", null).expect(200, "resumed");
    story.callWithinTheGrant();

    Map<String, ?> narrow =
        Map.of(
            "permissions",
            List.of(
                Map.of(
                    "operation",
                    "mail.messages.list",
                    "resources",
                    Map.of("mailbox", List.of("nobody@example.test")))));
    admin("PATCH", "/v1/grants/" + story.grant(), narrow).expect(403, "beyond the consent");
    JsonNode stopped =
        admin("POST", "/v1/revocations", Map.of("connection", story.connection()))
            .expect(200, "stopped")
            .json();
    assertThat(stopped.get("grants").asInt()).isEqualTo(1);
    assertRefused("revoked");
    assertThat(
            story.entriesWhen(all -> all.stream().anyMatch(e -> is(e, "connection.state-changed"))))
        .isNotEmpty();
  }

  private static boolean is(JsonNode entry, String type) {
    return type.equals(entry.path("type").asText());
  }

  @Test
  void theClientPausesAndSetsRulesOnItsOwnPage() {
    Browser page = new Browser(http, "it").open(story.clientLink());
    page.submit("form[method=post]", Map.of());
    assertThat(page.text()).contains("Le tue regole");
    page.submit("form[action$=only-read/on]", Map.of());
    assertThat(page.text()).contains("La regola è attiva, ovunque.");
    story.callWithinTheGrant();
    page.submit("form[action$=only-read/off]", Map.of());
    page.submit("form[action$=/pause]", Map.of());
    assertThat(page.text()).contains("In pausa: non passa nulla");
    assertRefused("connection_suspended");
    admin("POST", "/v1/connections/" + story.connection() + "/resume", null)
        .expect(403, "the agency's attempt");
    page.submit("form[action$=/resume]", Map.of());
    story.callWithinTheGrant();
  }
}
