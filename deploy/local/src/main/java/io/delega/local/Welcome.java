package io.delega.local;

import java.io.PrintStream;

/** What the person at the terminal reads once the platform is up. */
final class Welcome {
  private final PrintStream out;

  Welcome(PrintStream out) {
    this.out = out;
  }

  /** The demo people's password is of interest with Keycloak only. */
  void print(Env env, Settings settings, String peoplesPassword, long seconds) {
    out.println();
    out.printf("Delega is ready after %d s: %s%n", seconds, settings.linkUrl());
    out.println();
    out.printf("  The agency's desk   %s/console%n", settings.linkUrl());
    for (Env.Agency agency : env.agencies()) {
      out.printf(
          "    sign in as        admin@%1$s.example, operator@%1$s.example, auditor@%1$s.example%n",
          agency.id());
    }
    if (settings.keycloak()) {
      out.printf("    at Keycloak       %s%n", env.issuer());
      out.printf("    with password     %s%n", peoplesPassword);
    } else {
      out.printf("    at                %s%n", env.issuer());
      out.println("                      (a development issuer on this machine only:");
      out.println("                      it checks no passwords; choose who you are)");
    }
    out.printf("  The sandbox         %s%n", env.sandbox().url());
    out.printf("    log in as         %s%n", env.sandbox().user());
    out.printf("    with password     %s%n", env.sandbox().password());
    out.printf("  Logs                %s%n", env.folders().logs());
    out.println();
    out.println(
        "Next: ./delega demo runs the whole story; ./delega env prints all of this as JSON;");
    out.println("./delega down stops it.");
  }
}
