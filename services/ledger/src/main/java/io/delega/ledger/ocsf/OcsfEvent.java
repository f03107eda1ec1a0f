package io.delega.ledger.ocsf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.ledger.ReadableEntry;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The rule {@code delega-ocsf-1.8.0/v1}: what every entry becomes in OCSF 1.8.0. Calls, and reading
 * the ledger, are API Activity (6003), a client's login is Authentication (3002), everything else
 * is Entity Management (3004). What has no place in the schema stands in {@code unmapped}.
 */
public final class OcsfEvent {
  /** The version of the schema. */
  public static final String VERSION = "1.8.0";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ReadableEntry entry;
  private final ObjectNode event = JSON.createObjectNode();
  private final ObjectNode metadata = JSON.createObjectNode();

  private OcsfEvent(ReadableEntry entry) {
    this.entry = entry;
  }

  /** The OCSF event of an entry. */
  public static ObjectNode of(ReadableEntry entry) {
    String type = entry.attribute("type");
    OcsfEvent made = new OcsfEvent(entry);
    made.common(type);
    if (type.startsWith("call.") || type.startsWith("calls.")) {
      made.call(type);
    } else if (type.equals("audit.read") || type.equals("audit.exported")) {
      made.reading(type);
    } else if (type.equals("client.signed-in")) {
      made.signIn();
    } else {
      made.entity(type);
    }
    made.rest();
    return made.event;
  }

  private void common(String type) {
    metadata.put("version", VERSION);
    metadata.putObject("product").put("name", "Delega").put("vendor_name", "Delega");
    metadata.put("uid", entry.attribute("id"));
    metadata.put("event_code", type);
    metadata.put("log_name", "ledger");
    metadata.put("log_provider", entry.attribute("source"));
    metadata.put("sequence", entry.agencySequence());
    metadata.put("tenant_uid", entry.attribute("agency"));
    metadata.put("original_time", entry.attribute("time"));
    optional(metadata, "correlation_uid", entry.field("callId"));
    event.set("metadata", metadata);
    event.put("time", Instant.parse(entry.attribute("time")).toEpochMilli());
    event.put("message", message(type));
    Severity severity = Severity.of(type, entry);
    event.put("severity_id", severity.id()).put("severity", severity.caption());
    Status status = Status.of(type, entry);
    event.put("status_id", status.id()).put("status", status.caption());
    optional(event, "status_code", entry.field("reason"));
  }

  private String message(String type) {
    StringBuilder message = new StringBuilder(type).append(' ').append(entry.attribute("subject"));
    for (String field : new String[] {"operation", "outcome", "reason"}) {
      if (entry.field(field) != null) {
        message.append(", ").append(field).append(' ').append(entry.field(field));
      }
    }
    return message.toString();
  }

  private void classified(OcsfClass kind, Activity activity) {
    event.put("category_uid", kind.category()).put("category_name", kind.categoryName());
    event.put("class_uid", kind.uid()).put("class_name", kind.caption());
    event.put("activity_id", activity.id()).put("activity_name", activity.caption());
    event.put("type_uid", kind.uid() * 100L + activity.id());
    event.put("type_name", kind.caption() + ": " + activity.caption());
  }

  private void call(String type) {
    classified(
        OcsfClass.API_ACTIVITY,
        type.equals("call.decided")
            ? Activity.ofMethod(entry.field("method"))
            : Activity.other(type.substring(type.indexOf('.') + 1)));
    actor();
    String provider = entry.field("provider");
    ObjectNode api =
        event
            .putObject("api")
            .put("operation", first(entry.field("operation"), entry.field("method"), type));
    if (provider != null) {
      api.putObject("service").put("name", provider);
      event.putObject("dst_endpoint").put("svc_name", provider);
    }
    event
        .putObject("src_endpoint")
        .put("uid", first(entry.field("assistant"), entry.attribute("actorid")));
    resources();
    if (!type.equals("call.completed")) {
      security();
    }
    http();
    JsonNode count = entry.event().path("data").path("count");
    if (count.isIntegralNumber()) {
      event.put("count", count.intValue());
    }
  }

  private static String first(String... values) {
    return Stream.of(values).filter(Objects::nonNull).findFirst().orElse("unknown");
  }

  private void http() {
    String method = entry.field("method");
    if (Activity.isStandardMethod(method)) {
      event.putObject("http_request").put("http_method", method);
    }
    JsonNode data = entry.event().path("data");
    if (data.path("status").isIntegralNumber()) {
      event.putObject("http_response").put("code", data.get("status").intValue());
    }
    if (data.path("durationMs").isIntegralNumber()) {
      event.put("duration", data.get("durationMs").longValue());
    }
  }

  /** What the enforcement point did, by the profile Security Control. */
  private void security() {
    boolean allowed = "allowed".equals(entry.field("outcome"));
    metadata.putArray("profiles").add("security_control");
    event.put("action_id", allowed ? 1 : 2).put("action", allowed ? "Allowed" : "Denied");
    event.put("disposition_id", allowed ? 1 : 2);
    event.put("disposition", allowed ? "Allowed" : "Blocked");
  }

  private void reading(String type) {
    classified(OcsfClass.API_ACTIVITY, Activity.READ);
    actor();
    ObjectNode api = event.putObject("api").put("operation", type);
    api.putObject("service").put("name", "audit");
    event.putObject("src_endpoint").put("uid", entry.attribute("actorid"));
  }

  private void signIn() {
    classified(OcsfClass.AUTHENTICATION, Activity.LOGON);
    actor();
    event.putObject("user").put("uid", first(entry.field("client"), entry.attribute("actorid")));
    event.putObject("service").put("name", "Delega, the client's page");
  }

  private void entity(String type) {
    int dot = type.indexOf('.');
    classified(OcsfClass.ENTITY_MANAGEMENT, Activity.ofFact(type.substring(dot + 1), entry));
    actor();
    event
        .putObject("entity")
        .put("uid", entry.attribute("subject"))
        .put("type", dot <= 0 ? type : type.substring(0, dot));
  }

  private void actor() {
    ObjectNode user = event.putObject("actor").putObject("user");
    user.put("uid", entry.attribute("actorid"));
    String kind = entry.attribute("actorkind");
    switch (kind) {
      case "user", "client" -> user.put("type_id", 1).put("type", "User");
      case "service", "backend" -> user.put("type_id", 4).put("type", "Service");
      default -> user.put("type_id", 99).put("type", kind);
    }
  }

  private void resources() {
    for (String kind : new String[] {"connection", "client", "grant"}) {
      if (entry.field(kind) != null) {
        event.withArray("resources").addObject().put("uid", entry.field(kind)).put("type", kind);
      }
    }
  }

  private void rest() {
    ObjectNode unmapped = event.putObject("unmapped");
    unmapped.put("leafIndex", entry.leafIndex());
    unmapped.put("commitment", entry.commitment());
    unmapped.set("data", entry.event().get("data"));
  }

  private static void optional(ObjectNode into, String name, String value) {
    if (value != null) {
      into.put(name, value);
    }
  }
}
