package io.delega.local.story;

import java.util.Map;

/** The client's own page, as its browser sees it. */
final class ClientPage {
  private final Browser browser;

  ClientPage(Browser browser) {
    this.browser = browser;
  }

  /** Opens the one-time link; the page behind it is entered by a button. */
  void enter(String link) {
    browser.open(link);
    browser.answer().expect(200, "the client's link");
    browser.submit("form[action^=/me/]", Map.of());
    browser.answer().expect(200, "the client's page");
  }

  void expectText(String text) {
    if (!browser.text().contains(text)) {
      throw new StoryException("the client's page lacks \"" + text + "\": " + browser.text());
    }
  }

  /** Presses the button that stops one account. */
  void stop(String connection) {
    browser.submit("form[action=/me/connections/" + connection + "/stop]", Map.of());
    browser.answer().expect(200, "stopping on the client's page");
    if (browser.page().selectFirst("form[action=/me/connections/" + connection + "/stop]")
        != null) {
      throw new StoryException("the account still shows as connected: " + browser.text());
    }
  }
}
