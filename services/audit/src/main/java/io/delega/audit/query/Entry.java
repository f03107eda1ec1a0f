package io.delega.audit.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.delega.contracts.Actor;

/** An audit entry as the API shows it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Entry(
    String id,
    String type,
    String time,
    String agency,
    Actor actor,
    String client,
    String connection,
    String grant,
    String assistant,
    String operation,
    String outcome,
    String reason,
    String callId,
    long leafIndex,
    long agencySequence,
    JsonNode data) {}
