package io.delega.connect.connection;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * A connection, as the API shows it.
 *
 * @param suspendedBy {@code agency}, {@code client}: who keeps it suspended; absent when nobody
 *     does
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConnectionView(
    String id,
    String client,
    String provider,
    String integration,
    String account,
    ConnectionState state,
    String reason,
    List<String> suspendedBy,
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
        Suspension.by(row),
        row.createdAt,
        row.changedAt);
  }
}
