package io.delega.connect.connection;

import io.delega.connect.session.Sessions;
import io.delega.contracts.Event;
import io.delega.contracts.EventData;
import io.delega.contracts.EventJson;
import io.delega.contracts.PolicyEvent;
import io.delega.contracts.VaultEvent;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.Supplier;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Takes in what access-policy and token-vault say about connections, each event once. An unreadable
 * record goes to the dead letters; while the database is away a record is tried again and again.
 */
@ApplicationScoped
class NewsConsumer {
  private static final Logger LOG = Logger.getLogger(NewsConsumer.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(200);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);

  private final Connections connections;
  private final Sessions sessions;

  @Inject
  NewsConsumer(Connections connections, Sessions sessions) {
    this.connections = connections;
    this.sessions = sessions;
  }

  @Incoming("policy-events")
  Uni<Void> policy(byte[] record) {
    Event<EventData> event = EventJson.read(record);
    return event.data() instanceof PolicyEvent.ConsentEnforced enforced
        ? once(event, () -> enforced(event, enforced))
        : Uni.createFrom().voidItem();
  }

  @Incoming("vault-events")
  Uni<Void> vault(byte[] record) {
    Event<EventData> event = EventJson.read(record);
    return event.data() instanceof VaultEvent.CredentialStateChanged changed
        ? once(event, () -> changed(event, changed))
        : Uni.createFrom().voidItem();
  }

  private static Uni<Void> once(Event<?> event, Supplier<Uni<Void>> effect) {
    return Panache.withTransaction(
            () ->
                HandledEvent.first(event.id())
                    .chain(first -> first ? effect.get() : Uni.createFrom().voidItem()))
        .onFailure()
        .invoke(failure -> LOG.warnf("%s could not be taken in: %s", event.id(), failure))
        .onFailure()
        .retry()
        .withBackOff(FIRST_RETRY, LONGEST_RETRY)
        .indefinitely();
  }

  private Uni<Void> enforced(Event<?> event, PolicyEvent.ConsentEnforced data) {
    return sessions
        .complete(data.session(), event.actor(), data.grants())
        .chain(() -> news(event, data.connection(), ConnectionState.News.GRANTS_ENFORCED, null));
  }

  private Uni<Void> changed(Event<?> event, VaultEvent.CredentialStateChanged data) {
    return ConnectionState.News.ofCredential(data.state())
        .map(news -> news(event, data.connection(), news, data.reason()))
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  private Uni<Void> news(
      Event<?> event, String connection, ConnectionState.News news, String reason) {
    return connections
        .locked(connection)
        .chain(
            row ->
                row == null || !row.agency.equals(event.agency())
                    ? Uni.createFrom().voidItem()
                    : connections.apply(row, event.actor(), news, reason));
  }
}
