package io.delega.accesspolicy.enforcement;

import io.delega.accesspolicy.AccessPolicyConfig;
import io.delega.accesspolicy.OwnContext;
import io.delega.accesspolicy.enforcement.EnforcementTracker.Verdict;
import io.delega.accesspolicy.enforcement.EnforcementTracker.Visible;
import io.delega.contracts.EnforcementAck;
import io.delega.contracts.EnforcementState;
import io.delega.contracts.EventJson;
import io.delega.contracts.Topic;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Waits until a change is in force at every enforcement point. Reads the state topic and the acks
 * topic from their beginnings, each replica by itself, and appends barriers.
 */
@ApplicationScoped
public class EnforcementWatch {
  private static final Logger LOG = Logger.getLogger(EnforcementWatch.class);
  private static final Duration DEADLINE = EnforcementAck.LEASE.plus(EnforcementAck.MARGIN);
  private static final Duration FORGET_AFTER = Duration.ofHours(2);

  private final AccessPolicyConfig config;
  private final Object lock = new Object();
  private final EnforcementTracker tracker = new EnforcementTracker(DEADLINE); // guarded by lock
  private final Set<Wait> waits = new LinkedHashSet<>(); // guarded by lock
  private TopicReader states;
  private TopicReader acks;
  private BarrierSender barriers;

  @Inject
  EnforcementWatch(AccessPolicyConfig config) {
    this.config = config;
  }

  private static final class Wait {
    final String key;
    final long version;
    final long giveUpAt;
    final CompletableFuture<Verdict> answer = new CompletableFuture<>();
    Visible state;
    Map<Integer, Long> ends;

    Wait(String key, long version, long giveUpAt) {
      this.key = key;
      this.version = version;
      this.giveUpAt = giveUpAt;
    }
  }

  void start(@Observes StartupEvent event) {
    barriers = new BarrierSender(config.kafka());
    states = new TopicReader(config.kafka(), Topic.ENFORCEMENT_STATE, this::state, this::judgeAll);
    acks = new TopicReader(config.kafka(), Topic.ENFORCEMENT_ACKS, this::ack, this::afterAcks);
    states.start();
    acks.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    states.close();
    acks.close();
    barriers.close();
  }

  /**
   * Answers once the key's state of this version is in force everywhere.
   *
   * @return fails with {@link EnforcementPendingException} when that cannot be told in time
   */
  Uni<Verdict> enforced(String key, long version) {
    return OwnContext.here(
        () -> {
          Wait wait =
              new Wait(key, version, System.nanoTime() + config.enforcementTimeout().toNanos());
          synchronized (lock) {
            waits.add(wait);
          }
          judgeAll();
          return wait.answer;
        });
  }

  private void state(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null || record.key() == null) {
      return;
    }
    try {
      long version = EventJson.mapper().readValue(record.value(), EnforcementState.class).version();
      synchronized (lock) {
        tracker.state(
            record.key(), version, record.partition(), record.offset(), System.nanoTime());
      }
    } catch (IOException e) {
      LOG.errorf("State record %d-%d is unreadable", record.partition(), record.offset());
    }
  }

  private void ack(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      EnforcementAck ack = EventJson.mapper().readValue(record.value(), EnforcementAck.class);
      synchronized (lock) {
        tracker.ack(record.partition(), record.offset(), ack, System.nanoTime());
      }
    } catch (IOException e) {
      LOG.errorf("Acks record %d-%d is unreadable", record.partition(), record.offset());
    }
  }

  private void afterAcks() {
    synchronized (lock) {
      acks.positions().forEach(tracker::consumed);
      tracker.forget(FORGET_AFTER, System.nanoTime());
    }
    judgeAll();
  }

  private void judgeAll() {
    long now = System.nanoTime();
    synchronized (lock) {
      for (Iterator<Wait> all = waits.iterator(); all.hasNext(); ) {
        if (over(all.next(), now)) {
          all.remove();
        }
      }
    }
  }

  private boolean over(Wait wait, long now) {
    if (wait.state == null) {
      tracker.visible(wait.key, wait.version).ifPresent(seen -> becameVisible(wait, seen));
    }
    if (wait.state != null) {
      Optional<Verdict> verdict = tracker.judge(wait.state, wait.ends, now);
      if (verdict.isPresent()) {
        wait.answer.complete(verdict.get());
        return true;
      }
    }
    if (now - wait.giveUpAt > 0) {
      wait.answer.completeExceptionally(new EnforcementPendingException());
      return true;
    }
    return false;
  }

  /** Only now may the barrier go: before, it could stand ahead of a lease that it must bound. */
  private void becameVisible(Wait wait, Visible seen) {
    wait.state = seen;
    barriers
        .send()
        .thenAccept(
            ends -> {
              synchronized (lock) {
                wait.ends = ends;
              }
              // The reader may have passed the barriers before their offsets were told here.
              judgeAll();
            });
  }
}
