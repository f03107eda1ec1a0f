package io.delega.accesspolicy.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.delega.contracts.Limits;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One thing that would have to change for a call to be allowed, or to succeed.
 *
 * @param what which kind of thing, such as {@code grant}, {@code hours} or {@code retry}
 * @param by agency or client: who can give a grant
 * @param operation and {@code resources}: what a grant would have to permit
 * @param grant the one that is in question
 * @param guardrail and its {@code owner}
 * @param at when the hours begin again
 * @param limits of that grant, where one of them is in question
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Need(
    String what,
    String by,
    String operation,
    Map<String, List<String>> resources,
    String grant,
    String guardrail,
    String owner,
    Instant at,
    Limits limits) {

  static Need of(String what) {
    return new Need(what, null, null, null, null, null, null, null, null);
  }

  static Need of(String what, String grant) {
    return new Need(what, null, null, null, grant, null, null, null, null);
  }

  static Need grant(String by, String operation, Map<String, List<String>> resources) {
    return new Need("grant", by, operation, resources, null, null, null, null, null);
  }

  static Need hours(String grant, Instant at) {
    return new Need("hours", null, null, null, grant, null, null, at, null);
  }

  static Need guardrail(String name, String owner) {
    return new Need("guardrail", null, null, null, null, name, owner, null, null);
  }

  static Need limits(String what, String grant, Limits limits) {
    return new Need(what, null, null, null, grant, null, null, null, limits);
  }

  /** Under which name there are words for it. */
  String words() {
    return "need." + what + (by == null ? "" : "." + by);
  }
}
