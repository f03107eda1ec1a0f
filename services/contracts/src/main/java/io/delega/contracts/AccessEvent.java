package io.delega.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * The two records of a proxied call, and the summary of denials beyond the limit. A call's records
 * travel under its connection, so that what was done on one account has one order.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface AccessEvent extends EventData {

  /**
   * Where the call went, what it touched, and from which address it came; record ids in paths are
   * personal.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Target(String path, Map<String, List<String>> resources, String source) {
    /** Of a call whose address is not known. */
    public Target(String path, Map<String, List<String>> resources) {
      this(path, resources, null);
    }
  }

  /**
   * {@code outcome}: allowed or denied; {@code reason}: the code of the denial; {@code operations}:
   * where the call holds several requests, or could be several operations, each of them, {@code
   * no_operation} for what is none.
   */
  @Type("call.decided")
  record CallDecided(
      String callId,
      String connection,
      String client,
      String provider,
      String assistant,
      String grant,
      String operation,
      String method,
      String outcome,
      String reason,
      long stateVersion,
      String incarnation,
      Target personal,
      List<String> operations)
      implements AccessEvent {
    @Override
    public String partitionKey(String subject) {
      return connection;
    }
  }

  /**
   * {@code outcome}: completed, failed, cancelled, unknown. Its event id is {@link
   * Event#completionId}, so that a call has one outcome however often it is reported.
   */
  @Type("call.completed")
  record CallCompleted(
      String callId,
      String connection,
      String client,
      String provider,
      String assistant,
      String grant,
      String operation,
      String outcome,
      String reason,
      Integer status,
      Long requestBytes,
      Long responseBytes,
      Long durationMs,
      String incarnation)
      implements AccessEvent {
    @Override
    public String partitionKey(String subject) {
      return connection;
    }
  }

  @Type("calls.denied")
  record CallsDenied(String assistant, long count, int seconds) implements AccessEvent {}
}
