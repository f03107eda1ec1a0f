package io.delega.local.story;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import io.delega.ledger.NoteKey;
import io.delega.ledger.Verifier;
import io.delega.local.Env;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * The agency asks for more, the client accepts it on its page, stops it all, and gets a receipt.
 */
class ReceiptStoryIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void theClientAcceptsMoreStopsItAllAndGetsAReceipt() {
    Env env = TestPlatform.single();
    Http http = new Http(Overheard::add);
    Story story =
        new Story(
            env, http, new SandboxProvider(env.sandbox(), http), "agency-a", Narrator.silent());
    story.connect();
    story.callBeyondTheGrant();
    ask(story);
    try (Chromium chromium = new Chromium()) {
      Page client = chromium.window("it-IT");
      client.navigate(story.clientLink());
      client.locator("form[action^='/me/'] button").first().click();
      assertThat(client.locator("#asked")).containsText("info@example.test");
      inBothLanguages(client, "8-what-more-is-asked");
      client.locator("#asked form[action$='/accept'] button").click();
      assertThat(client.locator("#asked")).hasCount(0);
      Assertions.assertThat(story.assistantCalls(story.provider().forbiddenPath()).status())
          .isEqualTo(200);

      client
          .locator("form[action='/me/connections/" + story.connection() + "/stop'] button")
          .click();
      story.callAfterTheStop();
      client.locator("a[href='/me/connections/" + story.connection() + "/receipt']").click();
      complete(client);
      provenOffline(story);
      inBothLanguages(client, "9-the-receipt");
      Page desk = chromium.window("en-GB");
      desk.navigate(env.baseUrl() + "/console");
      desk.locator("button[value='admin@agency-a.example']").click();
      desk.waitForURL(Pattern.compile(".*/console.*"));
      assertThat(desk.locator("#requests .state.accepted").first()).isVisible();
      Chromium.picture(desk, "10-the-desk-knows-the-answer");
      desk.navigate(env.baseUrl() + "/console/connections/" + story.connection() + "/receipt");
      assertThat(desk.locator(".steps a")).hasCount(4);
    }
  }

  private static void ask(Story story) {
    Map<String, Object> more =
        Map.of(
            "operation",
            "mail.messages.list",
            "resources",
            Map.of("mailbox", List.of("info@example.test")));
    story
        .api()
        .call(
            "agency-a",
            "operator",
            "POST",
            "/v1/access-requests",
            Map.of(
                "connection",
                story.connection(),
                "assistant",
                story.assistant(),
                "permissions",
                List.of(more),
                "limits",
                Map.of("requestsPerMinute", 30),
                "reason",
                "So that enquiries are answered on the same day too."))
        .expect(201, "the request");
  }

  /** Every step stands in the ledger, once a checkpoint covers it. */
  private static void complete(Page client) {
    Await.value(
        PATIENCE,
        "the receipt to be complete",
        () -> {
          client.reload();
          return client.locator(".steps .done a").count();
        },
        proofs -> proofs == 4);
  }

  /** What the receipt refers to is in the ledger, as anyone can check with its key alone. */
  private static void provenOffline(Story story) {
    JsonNode receipt =
        auditor(story, "/v1/connections/" + story.connection() + "/receipt").json().get("receipt");
    Verifier verifier =
        new Verifier(
            NoteKey.parse(story.api().call((String) null, "GET", "/v1/audit/keys", null).body()));
    Assertions.assertThat(receipt).hasSize(4);
    receipt.forEach(
        event -> {
          String proof = auditor(story, "/v1/audit/events/" + event.asText() + "/proof").body();
          Assertions.assertThat(verifier.proof(proof).proven()).as(event.asText()).isTrue();
        });
  }

  private static Answer auditor(Story story, String path) {
    return story.api().call("agency-a", "auditor", "GET", path, null).expect(200, path);
  }

  private static void inBothLanguages(Page page, String name) {
    Chromium.picture(page, name + "-it");
    page.locator("a[hreflang=en]").click();
    assertThat(page.locator("html")).hasAttribute("lang", Pattern.compile("en.*"));
    Chromium.picture(page, name + "-en");
    page.locator("a[hreflang=it]").click();
    assertThat(page.locator("html")).hasAttribute("lang", Pattern.compile("it.*"));
  }
}
