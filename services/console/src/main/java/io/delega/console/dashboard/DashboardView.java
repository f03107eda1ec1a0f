package io.delega.console.dashboard;

import io.delega.console.backend.Section;
import io.delega.console.web.AskRow;
import io.delega.console.web.View.CallRow;
import io.delega.console.web.View.GrantRow;
import java.util.List;

/** Everything the dashboard shows. */
record DashboardView(
    String language,
    String who,
    String notice,
    Part<ClientRow> clients,
    Part<ConnectionRow> connections,
    Part<GrantRow> grants,
    Part<AskRow> requests,
    Part<AssistantRow> assistants,
    Part<CallRow> calls,
    Part<AlertRow> alerts) {

  /** A part of the page with its rows in words. */
  record Part<T>(List<T> rows, boolean away, boolean forbidden) {
    static <S, T> Part<T> of(Section<S> section, List<T> rows) {
      return new Part<>(rows, section.away(), section.forbidden());
    }
  }

  record ClientRow(String id, String name, String externalId, long connections) {}

  record ConnectionRow(
      String id,
      String client,
      String provider,
      String account,
      String state,
      String stateWord,
      List<String> suspendedBy) {
    public boolean stoppable() {
      return !"revoked".equals(state);
    }

    /** Whether the agency can pause it now; perhaps on top of the other side's pause. */
    public boolean pausable() {
      return stoppable() && !paused();
    }

    /** Whether the agency has paused it, so that it can end that. */
    public boolean paused() {
      return suspendedBy.contains("agency");
    }
  }

  record AssistantRow(String id, String name, String state, String stateWord) {
    public boolean quarantined() {
      return "quarantined".equals(state);
    }
  }

  record AlertRow(
      String id, String what, String severity, String client, long count, String when) {}
}
