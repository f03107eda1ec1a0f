package io.delega.accesspolicy.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.accesspolicy.ClientTokens;
import io.delega.contracts.AccessEvent.CallDecided;
import io.delega.contracts.Actor;
import io.delega.contracts.Event;
import io.delega.contracts.EventJson;
import io.delega.contracts.Ids;
import io.delega.contracts.Topic;
import io.delega.testkit.DelegaResource;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(ClientTokens.class)
class CallFactsIT {
  private static final Clock CLOCK = Clock.systemUTC();

  @Inject CallFacts facts;

  private final String client = Ids.next(Ids.CLIENT, CLOCK);

  private CallFacts.Fact fact(Instant at) {
    String call = Ids.next(Ids.CALL, CLOCK);
    Event<CallDecided> event =
        Event.of(
            "token-vault",
            call,
            "agency-a",
            new Actor(Actor.ASSISTANT, "bot"),
            1,
            new CallDecided(
                call,
                "con_1",
                client,
                "sandbox",
                null,
                null,
                null,
                "GET",
                "denied",
                "no_grant",
                1,
                "inc_1",
                null,
                null),
            CLOCK);
    return new CallFacts.Fact(
        call,
        event.type(),
        "agency-a",
        client,
        at,
        new String(EventJson.write(event), StandardCharsets.UTF_8));
  }

  private static <T> T await(Supplier<Uni<T>> work) {
    try {
      return VertxContextSupport.subscribeAndAwait(work);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private Optional<RecordedCall> find(CallFacts.Fact fact) {
    return await(() -> facts.find("agency-a", fact.call()));
  }

  @Test
  void isGoneWhenKafkasOwnCopyIs() {
    Duration kept = Topic.ACCESS_EVENTS.retention();
    CallFacts.Fact old = fact(Instant.now().minus(kept).minusSeconds(60));
    CallFacts.Fact young = fact(Instant.now().minus(kept).plusSeconds(600));
    await(() -> facts.take(CallFacts.written(List.of(old, young, old))));
    await(() -> facts.take(CallFacts.written(List.of(young))));
    assertThat(find(old)).isPresent();
    await(() -> facts.purge());
    assertThat(find(old)).isEmpty();
    assertThat(find(young)).isPresent();
  }

  @Test
  void nothingOfAClientThatIsGoneIsFoundTakenInOrKept() {
    CallFacts.Fact before = fact(Instant.now());
    await(() -> facts.take(CallFacts.written(List.of(before))));
    await(() -> Panache.withTransaction(() -> facts.forget(client)));
    assertThat(find(before)).isEmpty();
    CallFacts.Fact late = fact(Instant.now());
    await(() -> facts.take(CallFacts.written(List.of(late))));
    assertThat(find(late)).isEmpty();
    await(() -> facts.clear());
    assertThat(rows()).isZero();
  }

  private long rows() {
    return await(
        () ->
            Panache.withSession(
                () ->
                    Panache.getSession()
                        .chain(
                            session ->
                                session
                                    .createNativeQuery(
                                        "SELECT count(*) FROM call_fact WHERE client = ?1",
                                        Long.class)
                                    .setParameter(1, client)
                                    .getSingleResult())));
  }
}
