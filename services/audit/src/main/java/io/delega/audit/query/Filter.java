package io.delega.audit.query;

import io.delega.api.ProblemException;
import io.delega.audit.ledger.Words;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

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

  /** Outcomes that most entries have; the others have an index of their own. */
  private static final Set<String> FREQUENT = Set.of("allowed", "completed");

  private static final int LONGEST_TEXT = 200;

  private static final Pattern CALL = Pattern.compile("call_[0-9A-Za-z-]{20,}");
  private static final Pattern EVENT = Pattern.compile("evt_[0-9A-Za-z-]{20,}");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]");

  private final StringBuilder where = new StringBuilder("agency = ?");
  private final List<Object> values = new ArrayList<>();
  private final Map<String, String> said = new TreeMap<>();
  private final StringBuilder words = new StringBuilder();
  private String operation;
  private int fields;
  private boolean text;
  private Instant from;
  private Instant to;

  /** Everything of an agency. */
  public Filter(String agency) {
    values.add(agency);
  }

  /** Only what has this value; null does not filter. */
  public Filter with(String name, String value) {
    if (value != null) {
      field(COLUMNS.get(name), value);
      operation = name.equals("operation") ? value : operation;
      if (name.equals("outcome") && !FREQUENT.contains(value)) {
        where.append(" AND outcome NOT IN ('allowed', 'completed')");
      }
      said.put(name, value);
    }
    return this;
  }

  /** Only what is not before ({@code from}) or is before ({@code to}) an instant, RFC 3339. */
  public Filter time(String name, String value) {
    if (value != null) {
      Instant instant = instant(name, value);
      boolean begins = name.equals("from");
      and(begins ? "time >= ?" : "time < ?", Timestamp.from(instant));
      from = begins ? instant : from;
      to = begins ? to : instant;
      said.put(name, value);
    }
    return this;
  }

  /**
   * Only what has all these words in a field that is not personal. A call's or an event's id is
   * looked up as such.
   */
  public Filter text(String text) {
    if (text == null || text.isBlank()) {
      return this;
    }
    if (text.length() > LONGEST_TEXT || !WORD.matcher(text).find()) {
      throw ProblemException.invalid(
          "q", "words of letters, digits and underscores, at most " + LONGEST_TEXT + " characters");
    }
    said.put("q", text);
    StringBuilder searched = new StringBuilder();
    for (String word : text.strip().split("\\s+")) {
      if (CALL.matcher(word).matches()) {
        and("call_id = ?", word);
      } else if (EVENT.matcher(word).matches()) {
        and("event_id = ?", word);
      } else {
        searched.append(word).append(' ');
      }
    }
    if (WORD.matcher(searched).find()) {
      this.text = true;
      and("words @> ?", Words.of((String) values.get(0), searched.toString()));
      words.append(searched);
    }
    return this;
  }

  /** Only what the person whose client id this is may see. */
  public Filter ownedBy(String client) {
    return field("client", client);
  }

  private Filter field(String column, String value) {
    fields++;
    if (!Words.none(value) && !column.equals("operation")) {
      words.append(value).append(' ');
    }
    return and(column + " = ?", value);
  }

  private Filter and(String condition, Object value) {
    where.append(" AND ").append(condition);
    values.add(value);
    return this;
  }

  /** Whether nothing but the agency narrows it. */
  public boolean whole() {
    return values.size() == 1;
  }

  /** The filters by name, as they were asked for. */
  public Map<String, String> said() {
    return Map.copyOf(said);
  }

  String where() {
    return where.toString();
  }

  List<Object> values() {
    return values;
  }

  /**
   * Whether several conditions must hold at once, which may each be frequent and never, or hardly,
   * meet.
   */
  boolean meets() {
    return text || fields > 1;
  }

  /** Words that all entries within the filter have. */
  long[] words() {
    String agency = (String) values.get(0);
    return operation == null
        ? Words.of(agency, words.toString())
        : Words.of(agency, words.toString(), operation);
  }

  /** The earliest time asked for, or null. */
  Instant from() {
    return from;
  }

  /** The time asked for that all are before, or null. */
  Instant to() {
    return to;
  }

  private static Instant instant(String name, String value) {
    try {
      return OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeParseException e) {
      throw ProblemException.invalid(name, "a time, such as 2026-01-31T08:00:00Z");
    }
  }
}
