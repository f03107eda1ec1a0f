package io.delega.accesspolicy.grant;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import java.time.Instant;
import java.util.List;

/** A grant as the API shows it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GrantView(
    String id,
    GrantState state,
    String assistant,
    String assistantName,
    String connection,
    String client,
    List<Permission> permissions,
    Limits limits,
    String approval,
    String source,
    long version,
    Instant createdAt,
    Instant endedAt) {

  static GrantView of(Grant row, String assistantName, Instant now) {
    boolean over =
        row.state == GrantState.ACTIVE && row.expiresAt != null && !row.expiresAt.isAfter(now);
    return new GrantView(
        row.id,
        over ? GrantState.EXPIRED : row.state,
        row.assistant,
        assistantName,
        row.connection,
        row.client,
        row.permissions,
        row.limits,
        "none",
        row.source,
        row.version,
        row.createdAt,
        row.endedAt);
  }
}
