package io.delega.audit.query;

import io.delega.contracts.AuditEvent.Asked;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The filters of a reading as they are recorded: in clear what is an id of ours, a name of a fact,
 * a number or a time; all else could be about a person and is recorded as personal.
 *
 * @param open in clear
 * @param personal sealed in the ledger; null when there is none
 */
record AskedFor(Map<String, String> open, Asked personal) {
  private static final Pattern ID = Pattern.compile("[a-z]{2,5}_[A-Za-z0-9-]{1,64}");
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]{1,40}(?:[._-][A-Za-z0-9]{1,40}){0,8}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");

  static AskedFor of(Map<String, String> said) {
    Map<String, String> open = new TreeMap<>();
    Map<String, String> personal = new TreeMap<>();
    said.forEach((name, value) -> (harmless(name, value) ? open : personal).put(name, value));
    return new AskedFor(
        Map.copyOf(open), personal.isEmpty() ? null : new Asked(Map.copyOf(personal)));
  }

  /** What is read again and again with a window that moves on is the same reading. */
  AskedFor toTheMinute() {
    Map<String, String> coarse = new TreeMap<>(open);
    for (String name : new String[] {"from", "to"}) {
      coarse.computeIfPresent(name, (key, time) -> minute(time));
    }
    return new AskedFor(Map.copyOf(coarse), personal);
  }

  private static boolean harmless(String name, String value) {
    return switch (name) {
      case "type", "operation", "outcome", "reason", "stream" -> NAME.matcher(value).matches();
      case "after", "checkpoint" -> NUMBER.matcher(value).matches();
      case "from", "to" -> true;
      case "id", "client", "connection", "assistant", "grant", "callId" ->
          ID.matcher(value).matches();
      default -> false;
    };
  }

  private static String minute(String time) {
    try {
      return OffsetDateTime.parse(time).truncatedTo(ChronoUnit.MINUTES).toString();
    } catch (DateTimeParseException e) {
      return time;
    }
  }
}
