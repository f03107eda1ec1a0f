package io.delega.console.web;

import io.delega.console.backend.Shapes.Entry;
import io.delega.console.backend.Shapes.Grant;
import java.util.List;
import java.util.Map;

/** Rows as pages show them: every word already in the visitor's language. */
public final class View {
  private View() {}

  /** A grant. */
  public record GrantRow(
      String id,
      String connection,
      String assistant,
      String client,
      List<String> permissions,
      List<String> limits,
      String state,
      String stateWord) {

    /** Whether it can still be stopped. */
    public boolean active() {
      return "active".equals(state);
    }

    /** Whether it was stopped, which has a receipt. */
    public boolean revoked() {
      return "revoked".equals(state);
    }

    /** The row of a grant. */
    public static GrantRow of(Grant grant, Words words, Map<String, String> clientNames) {
      return new GrantRow(
          grant.id(),
          grant.connection(),
          grant.assistantName() == null ? grant.assistant() : grant.assistantName(),
          clientNames.getOrDefault(grant.client(), grant.client()),
          words.permissions(grant),
          words.limits(grant),
          grant.state(),
          words.state(grant.state()));
    }
  }

  /** A call. */
  public record CallRow(
      String when,
      String assistant,
      String operation,
      String outcome,
      String outcomeWord,
      String reason,
      String callId) {

    /** The row of a ledger entry; {@code names} maps assistants to names. */
    public static CallRow of(Entry entry, Words words, Map<String, String> names) {
      return new CallRow(
          words.date(entry.time()),
          names.getOrDefault(
              entry.assistant() == null ? "" : entry.assistant(),
              entry.assistant() == null ? "" : entry.assistant()),
          words.operation(entry.operation()),
          entry.outcome(),
          words.outcome(entry.outcome()),
          entry.reason(),
          entry.callId());
    }
  }
}
