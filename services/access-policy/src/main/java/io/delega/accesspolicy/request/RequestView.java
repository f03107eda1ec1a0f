package io.delega.accesspolicy.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import java.time.Instant;
import java.util.List;

/**
 * A request as the API shows it.
 *
 * @param reason why, in the agency's words
 * @param grant what came of it, once it is accepted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RequestView(
    String id,
    RequestState state,
    String connection,
    String client,
    String assistant,
    String assistantName,
    List<Permission> permissions,
    Limits limits,
    String reason,
    String grant,
    Instant createdAt,
    Instant expiresAt,
    Instant endedAt) {

  static RequestView of(Request row, Instant now) {
    return new RequestView(
        row.id,
        row.lapsed(now) ? RequestState.EXPIRED : row.state,
        row.connection,
        row.client,
        row.assistant,
        row.assistantName,
        row.permissions,
        row.limits,
        row.reason,
        row.grant,
        row.createdAt,
        row.expiresAt,
        row.endedAt);
  }
}
