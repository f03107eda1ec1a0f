package io.delega.tokenvault.enforcement;

import io.delega.contracts.EnforcementAck;
import io.delega.contracts.EnforcementState;
import io.delega.policy.ConnectionPolicy;
import io.delega.tokenvault.credential.Credentials;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * This process as an enforcement point: whether it may admit calls, by what they are decided, and
 * which are in flight.
 */
@Singleton
public class EnforcementPoint {
  private static final Logger LOG = Logger.getLogger(EnforcementPoint.class);
  private static final long WATCH_MILLIS = 20;

  private final EnforcementConfig config;
  private final Incarnation incarnation;
  private final Credentials credentials;
  private final MeterRegistry metrics;
  private final EnforcementReplica replica = new EnforcementReplica();
  private final CallsInFlight calls = new CallsInFlight();
  private final LeaseKeeper lease = new LeaseKeeper(EnforcementAck.LEASE);
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "enforcement-lease");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean stopping;
  private AcksSender acks;
  private StateReader reader;
  private Heartbeats heartbeats;
  private ScheduledFuture<?> watching;

  @Inject
  EnforcementPoint(
      EnforcementConfig config,
      Incarnation incarnation,
      Credentials credentials,
      MeterRegistry metrics) {
    this.config = config;
    this.metrics = metrics;
    this.incarnation = incarnation;
    this.credentials = credentials;
  }

  void start(@Observes StartupEvent event) {
    ConnectionPolicy.warmUp();
    String id = incarnation.id();
    acks = new AcksSender(config.kafka(), id);
    reader = new StateReader(config.kafka(), id, replica, calls, lease, acks, credentials::forget);
    heartbeats = new Heartbeats(config.kafka(), id, acks, lease, reader.readOnce());
    Gauge.builder("delega.enforcement.read", reader, StateReader::readSeconds)
        .baseUnit("seconds")
        .description("How long it took to read what was enforced at the start")
        .strongReference(true)
        .register(metrics);
    reader.start();
    heartbeats.start();
    watching =
        watch.scheduleWithFixedDelay(
            this::cutWhenLeaseless, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Whether a call may be admitted, or sent, at this very moment. */
  public boolean admits() {
    return !stopping && holdsLease();
  }

  /** Whether everything is applied and the lease is fresh: calls in flight may go on. */
  public boolean holdsLease() {
    return lease.holds(Moment.now());
  }

  /** What decides about a connection now; the same object as long as nothing has changed. */
  public Optional<ConnectionPolicy> find(String connection) {
    return replica.find(connection);
  }

  /**
   * What the agency trusts an issuer's tokens by; the same object as long as nothing has changed.
   */
  public Optional<EnforcementState.Issuer> issuer(String agency, String issuer) {
    return replica.issuer(agency, issuer);
  }

  /** From here on a change can cut the call. To be called before its last check. */
  public void register(CallInFlight call) {
    calls.add(call);
  }

  /** The call is over and its outcome is recorded. */
  public void deregister(CallInFlight call) {
    calls.remove(call);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // They are cut again until they are over.
  private void cutWhenLeaseless() {
    if (!calls.isEmpty() && !holdsLease()) {
      calls.cutAll(Cut.STALE);
    }
  }

  void stop(@Observes ShutdownEvent event) {
    if (acks == null || stopping) {
      return;
    }
    stopping = true;
    try {
      drain();
      boolean allOver = cutTheRest();
      lease.end();
      heartbeats.close();
      allOver &= reader.close();
      // A goodbye while a call may still be under way would be a lie.
      if (allOver) {
        acks.send(new EnforcementAck.Goodbye(incarnation.id())).get(2, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Stopped without a goodbye; revocations wait for the lease to run out", e);
    } finally {
      watching.cancel(false);
      watch.shutdown();
      acks.close();
    }
  }

  private void drain() throws InterruptedException {
    long until = System.nanoTime() + config.drain().toNanos();
    while (!calls.isEmpty() && System.nanoTime() - until < 0) {
      Thread.sleep(WATCH_MILLIS);
    }
  }

  private boolean cutTheRest() throws InterruptedException, ExecutionException {
    CompletableFuture<Void> cut = calls.cutAll(Cut.STOPPING);
    try {
      cut.get(Duration.ofSeconds(2).toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }
}
