package io.delega.local.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.local.Env;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that is killed in the middle of the story costs time, and nothing else. */
class KillStoryIT {
  @ParameterizedTest
  @ValueSource(
      strings = {"connect", "token-vault", "access-policy", "audit", "monitoring", "console"})
  void losesNoEventAndDoublesNone(String service) throws Exception {
    Env env = TestPlatform.single();
    Http http = new Http(Overheard::add);
    Story story =
        new Story(env, http, new SandboxProvider(env.sandbox(), http), "agency-a", new Told());
    story.registerIntegration();
    story.registerClient();
    story.registerAssistant();
    story.openConnectSession();
    story.connectInTheBrowser();
    killAndRestart(service);
    story.awaitGrant();
    story.callWithinTheGrant();
    story.callBeyondTheGrant();
    killAndRestart(service);
    story.callWithAnExpiredToken();
    story.stopOnTheClientsOwnPage();
    killAndRestart(service);
    story.callAfterTheStop();
    story.readTheLedger();
    story.verifyAProof();
    story.awaitAlert();
    everyEventIsInTheLedgerOnce(story);
    everyCallHasOneEnd(story);
  }

  private static void killAndRestart(String service) throws Exception {
    TestPlatform.kill(service);
    TestPlatform.upAgain();
  }

  private static void everyEventIsInTheLedgerOnce(Story story) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              List<String> sent =
                  Topics.events().stream()
                      .filter(event -> event.path("agency").asText().equals(story.agency()))
                      .map(event -> event.get("id").asText())
                      .distinct()
                      .sorted()
                      .toList();
              List<String> kept =
                  ledger(story).stream().map(entry -> entry.get("id").asText()).sorted().toList();
              assertThat(kept).doesNotHaveDuplicates().containsAll(sent);
            });
    List<Long> sequence =
        ledger(story).stream().map(entry -> entry.get("agencySequence").asLong()).sorted().toList();
    for (int i = 1; i < sequence.size(); i++) {
      assertThat(sequence.get(i)).isEqualTo(sequence.get(i - 1) + 1);
    }
  }

  private static void everyCallHasOneEnd(Story story) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              Map<String, List<String>> calls =
                  story.entries().stream()
                      .filter(entry -> entry.get("type").asText().startsWith("call."))
                      .collect(
                          Collectors.groupingBy(
                              entry -> entry.get("callId").asText(),
                              Collectors.mapping(KillStoryIT::step, Collectors.toList())));
              assertThat(calls).isNotEmpty();
              assertThat(calls.values())
                  .allSatisfy(
                      steps ->
                          assertThat(steps.stream().sorted().toList())
                              .isIn(
                                  List.of("decided denied"),
                                  List.of("completed", "decided allowed")));
            });
  }

  private static String step(JsonNode entry) {
    return entry.get("type").asText().equals("call.decided")
        ? "decided " + entry.get("outcome").asText()
        : "completed";
  }

  private static List<JsonNode> ledger(Story story) {
    List<JsonNode> all = new ArrayList<>();
    long after = -1;
    while (true) {
      JsonNode page =
          story
              .api()
              .call(
                  story.agency(),
                  "auditor",
                  "GET",
                  "/v1/audit/events?limit=200" + (after < 0 ? "" : "&after=" + after),
                  null)
              .expect(200, "the ledger")
              .json();
      page.get("items").forEach(all::add);
      if (page.get("items").isEmpty()
          || page.path("next").isNull()
          || page.path("next").isMissingNode()) {
        return all;
      }
      after = all.get(all.size() - 1).get("leafIndex").asLong();
    }
  }
}
