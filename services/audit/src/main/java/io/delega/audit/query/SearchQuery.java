package io.delega.audit.query;

import io.delega.api.Caller;
import io.delega.api.Roles;
import jakarta.ws.rs.QueryParam;

/** The filters of a search and of an export, as they come in the URL. */
public class SearchQuery {
  @QueryParam("type")
  String type;

  @QueryParam("client")
  String client;

  @QueryParam("connection")
  String connection;

  @QueryParam("assistant")
  String assistant;

  @QueryParam("grant")
  String grant;

  @QueryParam("operation")
  String operation;

  @QueryParam("outcome")
  String outcome;

  @QueryParam("reason")
  String reason;

  @QueryParam("callId")
  String callId;

  @QueryParam("from")
  String from;

  @QueryParam("to")
  String to;

  @QueryParam("q")
  String text;

  /** What the caller asks for, within what the caller may see. */
  Filter filter(Caller caller) {
    return own(
        new Filter(caller.agency())
            .with("type", type)
            .with("client", client)
            .with("connection", connection)
            .with("assistant", assistant)
            .with("grant", grant)
            .with("operation", operation)
            .with("outcome", outcome)
            .with("reason", reason)
            .with("callId", callId)
            .time("from", from)
            .time("to", to)
            .text(text),
        caller);
  }

  /** Everything that the caller may see. */
  static Filter all(Caller caller) {
    return own(new Filter(caller.agency()), caller);
  }

  private static Filter own(Filter filter, Caller caller) {
    return caller.has(Roles.CLIENT) ? filter.ownedBy(caller.client().orElse("")) : filter;
  }
}
