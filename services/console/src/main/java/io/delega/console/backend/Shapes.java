package io.delega.console.backend;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The parts of the public API's objects that pages show. */
public final class Shapes {
  private Shapes() {}

  /** A page of a list. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Items<T>(List<T> items, String next) {
    public Items {
      items = items == null ? List.of() : List.copyOf(items);
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Client(String id, String name, String externalId, String locale) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Connection(
      String id,
      String client,
      String provider,
      String integration,
      String account,
      String state) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Permission(
      String operation,
      String access,
      List<String> operations,
      Map<String, List<String>> resources) {
    public Permission {
      operations = operations == null ? List.of() : List.copyOf(operations);
      resources = resources == null ? Map.of() : resources;
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Hours(String zone, List<String> days, String from, String to) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Limits(Instant expiresAt, Integer requestsPerMinute, Hours hours) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Grant(
      String id,
      String state,
      String assistant,
      String assistantName,
      String client,
      String connection,
      List<Permission> permissions,
      Limits limits,
      Instant createdAt) {
    public Grant {
      permissions = permissions == null ? List.of() : List.copyOf(permissions);
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Assistant(String id, String name, String state) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Guardrail(String name, String owner, String text) {}

  /** The Cedar text of a guardrail. */
  public record RuleText(String text) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Entry(
      String id,
      String type,
      Instant time,
      String connection,
      String grant,
      String assistant,
      String operation,
      String outcome,
      String reason,
      String callId,
      long leafIndex) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Alert(
      String id,
      String kind,
      String severity,
      String state,
      long count,
      Instant lastSeen,
      String client,
      String connection,
      String grant) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Operation(String name, Map<String, String> title) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Provider(String id, String name, List<Operation> operations) {
    public Provider {
      operations = operations == null ? List.of() : List.copyOf(operations);
    }
  }

  /** A client's short-lived token, got for the one-time code of the client's link. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ClientSession(String token, long expiresIn, String client) {
    @Override
    public String toString() {
      return "ClientSession[client=" + client + ", token=[redacted]]";
    }
  }

  /** The one-time code of a client's link. */
  public record Code(String code) {
    @Override
    public String toString() {
      return "Code[redacted]";
    }
  }
}
