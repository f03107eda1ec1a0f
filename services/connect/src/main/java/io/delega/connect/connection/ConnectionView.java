package io.delega.connect.connection;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/** A connection, as the API shows it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConnectionView(
    String id,
    String client,
    String provider,
    String integration,
    String account,
    ConnectionState state,
    String reason,
    Instant createdAt,
    Instant changedAt) {

  static ConnectionView of(Connection row) {
    return new ConnectionView(
        row.id,
        row.client,
        row.provider,
        row.integration,
        row.account,
        row.state,
        row.reason,
        row.createdAt,
        row.changedAt);
  }
}
