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
      String state,
      List<String> suspendedBy) {
    public Connection {
      suspendedBy = suspendedBy == null ? List.of() : suspendedBy;
    }
  }

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
  public record Limits(
      Instant expiresAt,
      Integer requestsPerMinute,
      Hours hours,
      Integer requestsPerDay,
      Integer requestsTotal,
      List<String> networks,
      Boolean readOnly) {}

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

  /** What the agency asks a client for. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record AccessRequest(
      String id,
      String state,
      String connection,
      String client,
      String assistantName,
      List<Permission> permissions,
      Limits limits,
      String reason,
      Instant createdAt,
      Instant expiresAt) {
    public AccessRequest {
      permissions = permissions == null ? List.of() : List.copyOf(permissions);
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Assistant(String id, String name, String state) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Guardrail(String name, String owner, String text) {}

  /** The Cedar text of a guardrail. */
  public record RuleText(String text) {}

  /** Ids of the ledger's events about a stop; null for what is still to come. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Receipt(String revoked, String blocked, String provider, String credential) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Points(int confirmed, int expired) {}

  /** How a stop came into force; null for what is still to come. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Enforcement(
      Instant revokedAt,
      Instant enforcedAt,
      Long tookMs,
      Points enforcementPoints,
      Receipt receipt) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record AtProvider(String outcome, String reason) {}

  /** What became of a connection that was stopped, so far. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Revoked(
      Instant revokedAt,
      Enforcement enforcement,
      AtProvider provider,
      boolean shredded,
      Receipt receipt) {}

  /** Who did something. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Actor(String kind, String id) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Entry(
      String id,
      String type,
      Instant time,
      Actor actor,
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
  public record Operation(String name, String access, Map<String, String> title) {}

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
