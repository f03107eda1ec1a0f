package io.delega.local.story;

import com.microsoft.playwright.Page;
import io.delega.local.Env;

/** The sandbox's own pages, in a real browser. */
final class SandboxPages {
  private SandboxPages() {}

  static void logIn(Page page, Env.Sandbox account) {
    page.locator("input[name=user]").fill(account.user());
    page.locator("input[name=password]").fill(account.password());
    Chromium.picture(page, "2-at-the-provider");
    page.locator("button[name=action][value=login]").click();
    page.locator("button[name=decision][value=allow]").click();
  }
}
