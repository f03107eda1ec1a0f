package io.delega.tokenvault.refresh;

import io.delega.tokenvault.Database;
import io.delega.tokenvault.VaultConfig;
import io.delega.tokenvault.credential.CredentialRow;
import io.delega.tokenvault.credential.ProviderProfile;
import io.delega.tokenvault.refresh.Turns.Urgency;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The turns of this replica at every provider's token endpoint, so that many connections that run
 * out together do not become a storm there, and a provider that asks for quiet gets it.
 */
@ApplicationScoped
class ProviderTurns {
  private final Vertx vertx;
  private final Clock clock;
  private final int limit;
  private final Duration pause;
  private final Duration longestPause;
  private final Map<String, Turns<Waiter>> providers = new HashMap<>();

  /** The timer ends the waiting. */
  private static final class Waiter {
    private final UniEmitter<? super Boolean> emitter;
    private long timer;

    Waiter(UniEmitter<? super Boolean> emitter) {
      this.emitter = emitter;
    }
  }

  @Inject
  ProviderTurns(Vertx vertx, Clock clock, VaultConfig config) {
    this.vertx = vertx;
    this.clock = clock;
    this.limit = config.refresh().perProvider();
    this.pause = config.refresh().pause();
    this.longestPause = config.refresh().longestPause();
  }

  /** What shares a limit: the host of the token endpoint. */
  static String provider(CredentialRow row) {
    URI url = ProviderProfile.of(row).tokenUrl().orElseThrow();
    return url.getHost() + ":" + url.getPort();
  }

  /** Whether a turn was got in time; who got one calls {@link #end} once. */
  Uni<Boolean> take(String provider, Urgency urgency, Duration patience) {
    return Database.returning(
        Uni.createFrom().emitter(out -> take(provider, urgency, patience, out)));
  }

  private void take(
      String provider, Urgency urgency, Duration patience, UniEmitter<? super Boolean> out) {
    Waiter waiter = new Waiter(out);
    Optional<Boolean> known;
    synchronized (this) {
      Turns<Waiter> turns = turns(provider);
      Instant now = clock.instant();
      boolean tooLong = turns.pausedUntil().isAfter(now.plus(patience));
      if (turns.take(urgency, now)) {
        known = Optional.of(true);
      } else if (urgency == Urgency.EARLY || tooLong) {
        known = Optional.of(false);
      } else {
        turns.await(waiter, urgency);
        waiter.timer =
            vertx.setTimer(Math.max(1, patience.toMillis()), late -> giveUp(provider, waiter));
        known = Optional.empty();
      }
    }
    known.ifPresent(out::complete);
  }

  private void giveUp(String provider, Waiter waiter) {
    boolean waiting;
    synchronized (this) {
      waiting = turns(provider).leave(waiter);
    }
    if (waiting) {
      waiter.emitter.complete(false);
    }
  }

  /** The turn is over; the next one's begins. */
  void end(String provider) {
    synchronized (this) {
      turns(provider).end();
    }
    serve(provider);
  }

  /** The provider wants to be left alone, for so long or as long as is usual. */
  void pause(String provider, Optional<Duration> asked) {
    Duration wanted = asked.orElse(pause);
    Duration length = wanted.compareTo(longestPause) < 0 ? wanted : longestPause;
    synchronized (this) {
      turns(provider).pause(clock.instant().plus(length));
    }
    vertx.setTimer(Math.max(1, length.toMillis() + 1), over -> serve(provider));
  }

  private void serve(String provider) {
    for (Optional<Waiter> next = next(provider); next.isPresent(); next = next(provider)) {
      vertx.cancelTimer(next.get().timer);
      next.get().emitter.complete(true);
    }
  }

  private synchronized Optional<Waiter> next(String provider) {
    return turns(provider).next(clock.instant());
  }

  private Turns<Waiter> turns(String provider) {
    return providers.computeIfAbsent(provider, p -> new Turns<>(limit));
  }
}
