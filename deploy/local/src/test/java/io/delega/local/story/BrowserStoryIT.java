package io.delega.local.story;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import io.delega.local.Env;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** The same story with people in front of a real browser. */
class BrowserStoryIT {
  @Test
  void clientConnectsAndStopsAndTheAgencyWatches() {
    Env env = TestPlatform.single();
    Http http = new Http(Overheard::add);
    Story story =
        new Story(env, http, new SandboxProvider(env.sandbox(), http), "agency-a", new Told());
    story.registerIntegration();
    story.registerClient();
    story.registerAssistant();
    story.openConnectSession();
    try (Chromium chromium = new Chromium()) {
      List<String> faults = new ArrayList<>();
      Page client = chromium.window("it-IT");
      client.onPageError(faults::add);
      connect(client, story.sessionUrl(), env.sandbox());
      story.awaitGrant();
      story.callWithinTheGrant();
      Page desk = chromium.window("en-GB");
      desk.onPageError(faults::add);
      signIn(desk, env);
      assertThat(desk.locator("body")).containsText("Demo client");
      inBothLanguages(desk, "4-the-agencys-desk");
      stop(client, story);
      story.callAfterTheStop();
      desk.reload();
      Chromium.picture(desk, "7-the-agencys-desk-afterwards");
      Assertions.assertThat(faults).isEmpty();
    }
    story.awaitAlert();
  }

  private static void connect(Page client, String link, Env.Sandbox account) {
    client.navigate(link);
    assertThat(client.locator("html")).hasAttribute("lang", Pattern.compile("it.*"));
    assertThat(client.locator("body")).containsText("Reply helper");
    inBothLanguages(client, "1-what-is-asked");
    client.locator("button[name=action][value=connect]").click();
    SandboxPages.logIn(client, account);
    assertThat(client.locator("h1")).isVisible();
    Chromium.picture(client, "3-connected");
  }

  /** Pictures of a page, which is left in the language in which it was. */
  private static void inBothLanguages(Page page, String name) {
    String first = page.locator("html").getAttribute("lang").substring(0, 2);
    String other = first.equals("it") ? "en" : "it";
    Chromium.picture(page, name + "-" + first);
    page.locator("a[hreflang=" + other + "]").click();
    assertThat(page.locator("html")).hasAttribute("lang", Pattern.compile(other + ".*"));
    Chromium.picture(page, name + "-" + other);
    page.locator("a[hreflang=" + first + "]").click();
    assertThat(page.locator("html")).hasAttribute("lang", Pattern.compile(first + ".*"));
  }

  private static void signIn(Page desk, Env env) {
    desk.navigate(env.baseUrl() + "/console");
    desk.locator("button[value='admin@agency-a.example']").click();
    desk.waitForURL(Pattern.compile(".*/console.*"));
  }

  private static void stop(Page client, Story story) {
    client.navigate(story.clientLink());
    client.locator("form[action^='/me/'] button").first().click();
    assertThat(client.locator("body")).containsText("Reply helper");
    inBothLanguages(client, "5-the-clients-page");
    String form = "form[action='/me/connections/" + story.connection() + "/stop']";
    client.locator(form + " button").click();
    assertThat(client.locator(form)).hasCount(0);
    Chromium.picture(client, "6-stopped");
  }
}
