package io.delega.audit.query;

import io.delega.api.Caller;
import io.delega.api.ProblemException;
import io.delega.api.Roles;
import io.delega.audit.AuditConfig;
import io.delega.audit.query.Entries.Head;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * New entries as they come, as server-sent events; the event id is the leaf index. A stream ends
 * with the token it was opened with.
 */
@Path("/v1/audit/stream")
@Blocking
@RolesAllowed({Roles.ADMIN, Roles.AUDITOR, Roles.OPERATOR})
public class StreamResource {
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final int AT_ONCE = 1_000;

  private final Entries entries;
  private final ReadTrail trail;
  private final Caller caller;
  private final AuditConfig config;
  private final Clock clock;

  StreamResource(Entries entries, ReadTrail trail, Caller caller, AuditConfig config, Clock clock) {
    this.entries = entries;
    this.trail = trail;
    this.caller = caller;
    this.config = config;
    this.clock = clock;
  }

  /** From behind {@code Last-Event-ID}, else from the present end. */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public Multi<OutboundSseEvent> stream(
      @Valid @BeanParam SearchQuery query,
      @HeaderParam("Last-Event-ID") String lastId,
      @Context Sse sse)
      throws SQLException {
    Filter filter = query.filter(caller);
    long after =
        lastId == null ? entries.head().map(head -> head.size() - 1).orElse(-1L) : leaf(lastId);
    Map<String, String> said = new TreeMap<>(filter.said());
    said.put("stream", "live");
    trail.read(caller.agency(), caller.actor(), said, 0);
    Following following = new Following(filter, after, sse);
    Instant end = caller.tokenEnds();
    return Multi.createFrom()
        .ticks()
        .every(INTERVAL)
        .onOverflow()
        .drop()
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .select()
        .first(tick -> clock.instant().isBefore(end))
        .onItem()
        .transformToIterable(tick -> following.next());
  }

  /** One reader's place in the ledger; used by one thread at a time. */
  private final class Following {
    private final Filter filter;
    private final Sse sse;
    private long position;
    private Instant last;

    Following(Filter filter, long position, Sse sse) {
      this.filter = filter;
      this.position = position;
      this.sse = sse;
      this.last = Instant.EPOCH;
    }

    List<OutboundSseEvent> next() {
      try {
        Head head = entries.head().orElse(null);
        List<Entry> found =
            head == null || head.size() - 1 <= position
                ? List.of()
                : entries.list(filter, head, position, false, AT_ONCE);
        if (found.size() == AT_ONCE) {
          position = found.get(AT_ONCE - 1).leafIndex();
        } else if (head != null) {
          position = Math.max(position, head.size() - 1);
        }
        return events(found);
      } catch (SQLException e) {
        throw new IllegalStateException("the stream was cut off", e);
      }
    }

    private List<OutboundSseEvent> events(List<Entry> found) {
      Instant now = clock.instant();
      if (!found.isEmpty()) {
        last = now;
        return found.stream().map(this::event).toList();
      }
      if (last.plus(config.streamHeartbeat()).isAfter(now)) {
        return List.of();
      }
      last = now;
      return List.of(sse.newEventBuilder().comment("heartbeat").build());
    }

    private OutboundSseEvent event(Entry entry) {
      return sse.newEventBuilder()
          .id(Long.toString(entry.leafIndex()))
          .name(entry.type())
          .mediaType(MediaType.APPLICATION_JSON_TYPE)
          .data(Entry.class, entry)
          .build();
    }
  }

  private static long leaf(String id) {
    try {
      return Long.parseLong(id);
    } catch (NumberFormatException e) {
      throw ProblemException.invalid("Last-Event-ID", "a leaf index");
    }
  }
}
