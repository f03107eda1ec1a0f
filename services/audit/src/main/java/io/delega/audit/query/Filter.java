package io.delega.audit.query;

import io.delega.api.ProblemException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a reader asks for, within one agency and, for a client, within what is the client's own. */
public final class Filter {
  private static final Map<String, String> COLUMNS =
      Map.of(
          "type", "type",
          "client", "client",
          "connection", "connection",
          "assistant", "assistant",
          "grant", "grant_id",
          "operation", "operation",
          "outcome", "outcome",
          "reason", "reason",
          "callId", "call_id");

  private final StringBuilder where = new StringBuilder("agency = ?");
  private final List<Object> values = new ArrayList<>();
  private final Map<String, String> said = new TreeMap<>();

  /** Everything of an agency. */
  public Filter(String agency) {
    values.add(agency);
  }

  /** Only what has this value; null does not filter. */
  public Filter with(String name, String value) {
    if (value != null) {
      where.append(" AND ").append(COLUMNS.get(name)).append(" = ?");
      values.add(value);
      said.put(name, value);
    }
    return this;
  }

  /** Only what is not before ({@code from}) or is before ({@code to}) an instant, RFC 3339. */
  public Filter time(String name, String value) {
    if (value != null) {
      where.append(name.equals("from") ? " AND time >= ?" : " AND time < ?");
      values.add(Timestamp.from(instant(name, value)));
      said.put(name, value);
    }
    return this;
  }

  /** Only what the person whose client id this is may see. */
  public Filter ownedBy(String client) {
    where.append(" AND client = ?");
    values.add(client);
    return this;
  }

  /** Whether nothing but the agency narrows it. */
  public boolean whole() {
    return values.size() == 1;
  }

  /** The filters by name, as they are audited. */
  public Map<String, String> said() {
    return Map.copyOf(said);
  }

  String where() {
    return where.toString();
  }

  List<Object> values() {
    return values;
  }

  private static Instant instant(String name, String value) {
    try {
      return OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeParseException e) {
      throw ProblemException.invalid(name, "a time, such as 2026-01-31T08:00:00Z");
    }
  }
}
