package io.delega.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;

/** Reading the ledger, and what becomes of its entries, is itself in the ledger. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface AuditEvent extends EventData {

  /** Filters by name whose values could be about a person, such as the words of a search. */
  record Asked(Map<String, String> filters) {}

  /** {@code filters}: the names and values of the other filters. */
  @Type("audit.read")
  record AuditRead(Map<String, String> filters, int entries, Asked personal)
      implements AuditEvent {}

  @Type("audit.exported")
  record AuditExported(String format, Map<String, String> filters, Asked personal)
      implements AuditEvent {}

  @Type("audit.erased")
  record AuditErased(String client) implements AuditEvent {}

  /** The agency's head at a time, logged so that the agency can prove nothing is missing. */
  @Type("audit.head")
  record AuditHead(long agencySequence, String lastEvent) implements AuditEvent {}

  /** For how many days entries are kept from now on; null: for ever. {@code before}: until now. */
  @Type("audit.retention-changed")
  record RetentionChanged(Integer days, Integer before) implements AuditEvent {}

  /**
   * Entries were forgotten because of their age: of the agency's numbers below {@code keptFrom}
   * only the leaves are left. {@code entries}: how many this event tells of.
   */
  @Type("audit.retention-applied")
  record RetentionApplied(int days, long keptFrom, long entries) implements AuditEvent {}

  /** Why; free text, which may name somebody. */
  record Reason(String reason) {}

  /** What it covers is kept, however old it is. */
  @Type("audit.hold-placed")
  record HoldPlaced(String hold, String client, Instant from, Instant to, Reason personal)
      implements AuditEvent {}

  @Type("audit.hold-released")
  record HoldReleased(String hold) implements AuditEvent {}
}
