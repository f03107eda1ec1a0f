package io.delega.testkit;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** How one small broker that is its own controller is set up. */
final class KafkaProperties {
  static final int NODE = 1;
  static final String CONTROLLER = "CONTROLLER";

  private KafkaProperties() {}

  /**
   * @param detours further listeners by their port, each with the port that its clients are told
   */
  static Properties of(Path folder, int port, int controllerPort, Map<Integer, Integer> detours) {
    Properties p = new Properties();
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("node.id", Integer.toString(NODE));
    p.setProperty("controller.quorum.voters", NODE + "@localhost:" + controllerPort);
    StringBuilder listeners = new StringBuilder("PLAINTEXT://localhost:" + port);
    StringBuilder advertised = new StringBuilder(listeners);
    StringBuilder protocols = new StringBuilder("PLAINTEXT:PLAINTEXT");
    detours.forEach(
        (listener, told) -> {
          String name = ",DETOUR" + listener;
          listeners.append(name).append("://localhost:").append(listener);
          advertised.append(name).append("://localhost:").append(told);
          protocols.append(name).append(":PLAINTEXT");
        });
    p.setProperty("listeners", listeners + "," + CONTROLLER + "://localhost:" + controllerPort);
    p.setProperty("advertised.listeners", advertised.toString());
    p.setProperty("controller.listener.names", CONTROLLER);
    p.setProperty("inter.broker.listener.name", "PLAINTEXT");
    p.setProperty("listener.security.protocol.map", protocols + "," + CONTROLLER + ":PLAINTEXT");
    p.setProperty("log.dirs", folder.toString());
    one(p);
    small(p);
    return p;
  }

  private static void one(Properties p) {
    p.setProperty("offsets.topic.replication.factor", "1");
    p.setProperty("offsets.topic.num.partitions", "3");
    p.setProperty("transaction.state.log.replication.factor", "1");
    p.setProperty("transaction.state.log.min.isr", "1");
    p.setProperty("transaction.state.log.num.partitions", "3");
    p.setProperty("share.coordinator.state.topic.replication.factor", "1");
    p.setProperty("share.coordinator.state.topic.min.isr", "1");
    p.setProperty("share.coordinator.state.topic.num.partitions", "1");
    p.setProperty("min.insync.replicas", "1");
    p.setProperty("auto.create.topics.enable", "false");
  }

  private static void small(Properties p) {
    p.setProperty("group.initial.rebalance.delay.ms", "0");
    p.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
    p.setProperty("log.index.size.max.bytes", "1048576");
    p.setProperty("num.network.threads", "2");
    p.setProperty("num.io.threads", "4");
    p.setProperty("background.threads", "2");
    p.setProperty("controlled.shutdown.enable", "false");
  }
}
