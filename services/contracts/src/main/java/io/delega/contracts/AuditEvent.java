package io.delega.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/** Reading the ledger is itself in the ledger. */
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
}
