package io.delega.accesspolicy.connection;

import io.delega.accesspolicy.call.CallFacts;
import io.delega.accesspolicy.enforcement.EnforcementStep;
import io.delega.accesspolicy.enforcement.EnforcementSteps;
import io.delega.accesspolicy.grant.ClientErasure;
import io.delega.accesspolicy.grant.Consents;
import io.delega.accesspolicy.grant.Revocations;
import io.delega.accesspolicy.guardrail.Guardrails;
import io.delega.accesspolicy.provider.Definitions;
import io.delega.accesspolicy.request.Requests;
import io.delega.contracts.ConnectEvent;
import io.delega.contracts.Event;
import io.delega.contracts.EventData;
import io.delega.contracts.EventJson;
import io.delega.tracing.Detail;
import io.delega.tracing.Traces;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Takes in what connect says, each event once. An unreadable record goes to the dead letters; while
 * the database is away a record is tried again and again.
 */
@ApplicationScoped
class ConnectEvents {
  private static final Logger LOG = Logger.getLogger(ConnectEvents.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(200);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);
  private static final Uni<Optional<EnforcementStep>> NOTHING =
      Uni.createFrom().item(Optional.empty());

  private final Consents consents;
  private final Revocations revocations;
  private final Definitions definitions;
  private final CallFacts calls;
  private final Guardrails guardrails;
  private final Requests requests;
  private final ClientErasure erasure;
  private final EnforcementSteps steps;
  private final Traces traces;

  @Inject
  ConnectEvents(
      Consents consents,
      Revocations revocations,
      Definitions definitions,
      CallFacts calls,
      Guardrails guardrails,
      Requests requests,
      ClientErasure erasure,
      EnforcementSteps steps,
      Traces traces) {
    this.consents = consents;
    this.revocations = revocations;
    this.definitions = definitions;
    this.calls = calls;
    this.guardrails = guardrails;
    this.requests = requests;
    this.erasure = erasure;
    this.steps = steps;
    this.traces = traces;
  }

  @Incoming("connect-events")
  Uni<Void> take(ConsumerRecord<String, byte[]> record) {
    Event<EventData> event = EventJson.read(record.value());
    if (!concerns(event.data())) {
      return Uni.createFrom().voidItem();
    }
    return traces
        .take("fact taken in", header(record))
        .with(Detail.EVENT, event.type())
        .within(() -> take(event));
  }

  private static String header(ConsumerRecord<String, byte[]> record) {
    Header trace = record.headers().lastHeader(Traces.HEADER);
    return trace == null ? null : new String(trace.value(), StandardCharsets.US_ASCII);
  }

  private Uni<Void> take(Event<EventData> event) {
    return Panache.withTransaction(
            () -> TakenEvent.first(event.id()).chain(first -> first ? effect(event) : NOTHING))
        .onFailure(EnforcedState::isTooMuch)
        .recoverWithUni(() -> leftOut(event))
        .invoke(step -> step.ifPresent(steps::finishLater))
        .onFailure()
        .invoke(failure -> LOG.warnf("%s could not be taken in: %s", event.id(), failure))
        .onFailure()
        .retry()
        .withBackOff(FIRST_RETRY, LONGEST_RETRY)
        .indefinitely()
        .replaceWithVoid();
  }

  /** It would fail for ever, and nothing behind it be heard. Nothing is granted by it. */
  private static Uni<Optional<EnforcementStep>> leftOut(Event<EventData> event) {
    LOG.errorf("%s grants more than fits; it was left out", event.id());
    return Panache.withTransaction(() -> TakenEvent.first(event.id())).chain(() -> NOTHING);
  }

  private static boolean concerns(EventData data) {
    return data instanceof ConnectEvent.ConnectionEstablished
        || data instanceof ConnectEvent.ConnectionRevoked
        || data instanceof ConnectEvent.ProviderDefined
        || data instanceof ConnectEvent.ClientOffboarded;
  }

  private Uni<Optional<EnforcementStep>> effect(Event<EventData> event) {
    if (event.data() instanceof ConnectEvent.ConnectionEstablished established) {
      return consents.take(event.agency(), event.actor(), established);
    }
    if (event.data() instanceof ConnectEvent.ConnectionRevoked revoked) {
      return revocations
          .connection(event.agency(), revoked.connection(), event.actor(), revoked.reason())
          .map(Optional::of);
    }
    if (event.data() instanceof ConnectEvent.ProviderDefined defined) {
      return definitions.take(event.agency(), defined).chain(() -> NOTHING);
    }
    if (event.data() instanceof ConnectEvent.ClientOffboarded offboarded) {
      return calls
          .forget(offboarded.client())
          .chain(() -> guardrails.forget(event.agency(), offboarded.client()))
          .chain(() -> requests.forget(offboarded.client()))
          .chain(() -> erasure.forget(event.agency(), offboarded.client()))
          .chain(() -> NOTHING);
    }
    return NOTHING;
  }
}
