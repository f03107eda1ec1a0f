package io.delega.console.clientpage;

import io.delega.console.web.AskRow;
import io.delega.console.web.View.CallRow;
import io.delega.console.web.View.GrantRow;
import java.util.List;

/** Everything the client's own page shows. */
record ClientPageView(
    String language,
    String notice,
    boolean away,
    boolean callsAway,
    List<AskedRow> asked,
    List<AccountRow> accounts,
    List<RuleRow> rules,
    List<CallRow> calls) {

  /** What the agency asks for, on which account. */
  record AskedRow(String provider, String account, AskRow ask) {}

  /** One of the rules that a client can set with a button. */
  record RuleRow(String guardrail, String sentence, boolean on) {}

  /** A connected account and who may do what with it. */
  record AccountRow(
      String connection,
      String provider,
      String account,
      String state,
      String stateWord,
      List<String> suspendedBy,
      List<GrantRow> grants) {
    public boolean stoppable() {
      return !"revoked".equals(state);
    }

    /** Whether the client can pause it now; perhaps on top of the other side's pause. */
    public boolean pausable() {
      return stoppable() && !paused();
    }

    /** Whether the client has paused it, so that it can end that. */
    public boolean paused() {
      return suspendedBy.contains("client");
    }

    public boolean nobody() {
      return grants.stream().noneMatch(GrantRow::active);
    }
  }
}
