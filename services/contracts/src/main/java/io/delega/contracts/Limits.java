package io.delega.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * The limits of a grant; an absent one does not limit.
 *
 * @param expiresAt the grant admits nothing from this instant on
 * @param requestsPerMinute calls admitted in any minute, 1 or more
 * @param hours when calls are admitted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Limits(Instant expiresAt, Integer requestsPerMinute, Hours hours) {
  public static final Limits NONE = new Limits(null, null, null);

  /**
   * Weekdays and hours in a time zone.
   *
   * @param zone an IANA time zone
   * @param days {@code mon} to {@code sun}; absent or empty means every day
   * @param from the first minute admitted, {@code HH:mm}
   * @param to the first minute no longer admitted, {@code HH:mm}; before {@code from} means over
   *     midnight
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Hours(String zone, List<String> days, String from, String to) {}
}
