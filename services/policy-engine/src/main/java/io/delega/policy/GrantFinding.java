package io.delega.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.delega.contracts.Limits;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * How one grant stands to a request.
 *
 * @param grant its id
 * @param state active, suspended, expired or revoked
 * @param matches whether it allows the request by itself; a guardrail may still forbid it
 * @param kept the first thing that kept it; null when it matches
 * @param limits its limits; those on requests only enforcement points count
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GrantFinding(String grant, String state, boolean matches, Kept kept, Limits limits) {

  /**
   * What kept a grant from allowing a request.
   *
   * @param by what it was
   * @param resource the name of the resource, where it was one
   * @param granted the values of that resource which the grant has
   * @param named the values which the request names; null where it names none
   * @param since when the grant ended, where it has
   * @param until when its hours begin again, where they kept it
   * @param code the decision's, where it was something else
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Kept(
      By by,
      String resource,
      List<String> granted,
      List<String> named,
      Instant since,
      Instant until,
      String code) {

    static Kept by(By by) {
      return new Kept(by, null, null, null, null, null, null);
    }

    static Kept ended(By by, Instant since) {
      return new Kept(by, null, null, null, since, null, null);
    }

    static Kept resource(String name, List<String> granted, List<String> named) {
      return new Kept(By.RESOURCE, name, granted, named, null, null, null);
    }

    static Kept closed(Instant until) {
      return new Kept(By.HOURS, null, null, null, null, until, null);
    }

    static Kept other(String code) {
      return new Kept(By.OTHER, null, null, null, null, null, code);
    }
  }

  /** Why a grant does not match; nearer ones come later. */
  public enum By {
    OPERATION,
    RESOURCE,
    REVOKED,
    EXPIRED,
    SUSPENDED,
    OTHER,
    CHANGED,
    READ_ONLY,
    NETWORK,
    HOURS;

    /** As it is called outside. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
