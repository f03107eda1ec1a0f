package io.delega.audit.query;

import io.delega.api.Caller;
import io.delega.api.ProblemException;
import io.delega.api.Roles;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** New entries as they come, as server-sent events; the event id is the leaf index. */
@Path("/v1/audit/stream")
@RolesAllowed({Roles.ADMIN, Roles.AUDITOR, Roles.OPERATOR})
public class StreamResource {
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final int AT_ONCE = 500;

  private final Entries entries;
  private final ReadTrail trail;
  private final Caller caller;

  StreamResource(Entries entries, ReadTrail trail, Caller caller) {
    this.entries = entries;
    this.trail = trail;
    this.caller = caller;
  }

  /** From behind {@code Last-Event-ID}, else from the present end. */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public Multi<OutboundSseEvent> stream(
      @HeaderParam("Last-Event-ID") String lastId, @Context Sse sse) {
    Filter filter = new Filter(caller.agency());
    String agency = caller.agency();
    var reader = caller.actor();
    AtomicLong position = new AtomicLong(lastId == null ? Long.MIN_VALUE : leaf(lastId));
    return Multi.createFrom()
        .ticks()
        .every(INTERVAL)
        .onOverflow()
        .drop()
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .onItem()
        .transformToIterable(
            tick -> {
              if (tick == 0) {
                trail.read(agency, reader, Map.of("stream", "live"), 0);
              }
              return next(filter, position);
            })
        .map(entry -> event(sse, entry));
  }

  private List<Entry> next(Filter filter, AtomicLong position) {
    try {
      if (position.get() == Long.MIN_VALUE) {
        position.set(entries.head().map(head -> head.size() - 1).orElse(-1L));
      }
      List<Entry> found = entries.list(filter, position.get(), false, AT_ONCE);
      if (!found.isEmpty()) {
        position.set(found.get(found.size() - 1).leafIndex());
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException("the stream was cut off", e);
    }
  }

  private OutboundSseEvent event(Sse sse, Entry entry) {
    return sse.newEventBuilder()
        .id(Long.toString(entry.leafIndex()))
        .name(entry.type())
        .mediaType(MediaType.APPLICATION_JSON_TYPE)
        .data(Entry.class, entry)
        .build();
  }

  private static long leaf(String id) {
    try {
      return Long.parseLong(id);
    } catch (NumberFormatException e) {
      throw ProblemException.invalid("Last-Event-ID", "a leaf index");
    }
  }
}
