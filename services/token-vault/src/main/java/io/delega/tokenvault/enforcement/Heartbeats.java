package io.delega.tokenvault.enforcement;

import io.delega.contracts.EnforcementAck;
import io.delega.contracts.Topic;
import io.delega.kafka.KafkaAccess;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** A heartbeat a second, each followed by reading where the state topic then ends. */
final class Heartbeats implements Runnable {
  private static final Logger LOG = Logger.getLogger(Heartbeats.class);
  private static final String STATE = Topic.ENFORCEMENT_STATE.topicName();
  private static final long PATIENCE = EnforcementAck.LEASE.toMillis();

  private final String bootstrapServers;
  private final String incarnation;
  private final AcksSender acks;
  private final LeaseKeeper lease;
  private final CountDownLatch begin;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this, "enforcement-heartbeats");
  private boolean failing;

  /**
   * @param begin opened when the state was read once: before, a heartbeat would only make
   *     revocations wait for this process
   */
  Heartbeats(
      String bootstrapServers,
      String incarnation,
      AcksSender acks,
      LeaseKeeper lease,
      CountDownLatch begin) {
    this.bootstrapServers = bootstrapServers;
    this.incarnation = incarnation;
    this.acks = acks;
    this.lease = lease;
    this.begin = begin;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Returns when the last heartbeat is sent. */
  void close() throws InterruptedException {
    stop.countDown();
    thread.interrupt();
    thread.join();
  }

  @Override
  public void run() {
    try (Admin admin =
        Admin.create(
            KafkaAccess.with(
                Map.of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                    bootstrapServers,
                    AdminClientConfig.CLIENT_ID_CONFIG,
                    "token-vault-heartbeats",
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    (int) PATIENCE / 2,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    (int) PATIENCE)))) {
      begin.await();
      Duration interval = EnforcementAck.HEARTBEAT_INTERVAL;
      for (long sequence = 1; stop.getCount() > 0; sequence++) {
        beat(admin, sequence);
        if (stop.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void beat(Admin admin, long sequence) throws InterruptedException {
    Moment before = Moment.now();
    try {
      acks.send(new EnforcementAck.Heartbeat(incarnation, sequence))
          .get(PATIENCE, TimeUnit.MILLISECONDS);
      lease.acked(before, ends(admin));
      failing = false;
    } catch (ExecutionException | TimeoutException e) {
      if (!failing) {
        LOG.warn("No heartbeat gets through; calls are refused when the lease runs out", e);
      }
      failing = true;
    }
  }

  /** Of every partition there is now, so that a new one counts from its first record. */
  private static Map<Integer, Long> ends(Admin admin)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    admin
        .describeTopics(List.of(STATE))
        .allTopicNames()
        .get(PATIENCE, TimeUnit.MILLISECONDS)
        .get(STATE)
        .partitions()
        .forEach(p -> asked.put(new TopicPartition(STATE, p.partition()), OffsetSpec.latest()));
    Map<Integer, Long> ends = new HashMap<>();
    admin
        .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .get(PATIENCE, TimeUnit.MILLISECONDS)
        .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
    return ends;
  }
}
