package io.delega.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * The limits of a grant; an absent one does not limit. Requests are counted over all replicas.
 *
 * @param expiresAt the grant admits nothing from this instant on
 * @param requestsPerMinute requests admitted in any 60 seconds, 1 or more
 * @param hours when requests are admitted
 * @param requestsPerDay requests admitted in any 24 hours, 1 or more
 * @param requestsTotal requests admitted in all, 1 or more
 * @param networks from where requests are admitted: IP addresses and networks such as {@code
 *     203.0.113.0/24}, at least one
 * @param readOnly true: only operations that read are admitted; never false
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Limits(
    Instant expiresAt,
    Integer requestsPerMinute,
    Hours hours,
    Integer requestsPerDay,
    Integer requestsTotal,
    List<String> networks,
    Boolean readOnly) {
  public static final Limits NONE = new Limits(null, null, null);

  public Limits {
    networks = networks == null ? null : List.copyOf(networks);
    readOnly = Boolean.TRUE.equals(readOnly) ? Boolean.TRUE : null;
  }

  /** The limits without those of the other components. */
  public Limits(Instant expiresAt, Integer requestsPerMinute, Hours hours) {
    this(expiresAt, requestsPerMinute, hours, null, null, null, null);
  }

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
