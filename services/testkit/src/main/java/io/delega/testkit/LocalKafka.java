package io.delega.testkit;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A broker in this process. */
record LocalKafka(KafkaRaftServer server, int port, Path temporary) implements KafkaBroker {
  /** Loggers keep their level only while somebody holds them. */
  private static final List<Logger> QUIET =
      List.of(
          Logger.getLogger("kafka"),
          Logger.getLogger("org.apache.kafka"),
          Logger.getLogger("state.change.logger"));

  static LocalKafka start(Path data, int portOrZero, Map<Integer, Integer> detours) {
    QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
    Path temporary = data == null ? Folders.temporary("kafka") : null;
    Path folder = data == null ? temporary : Folders.ensure(data);
    int port = Ports.orFree(portOrZero);
    Properties properties = KafkaProperties.of(folder, port, Ports.orFree(0), detours);
    try {
      format(folder);
      KafkaRaftServer server =
          new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
      server.startup();
      return new LocalKafka(server, port, temporary);
    } catch (Exception e) {
      throw new IllegalStateException("Kafka does not start", e);
    }
  }

  private static void format(Path folder) throws Exception {
    if (Files.exists(folder.resolve("meta.properties"))) {
      return;
    }
    Formatter formatter =
        new Formatter()
            .setNodeId(KafkaProperties.NODE)
            .setClusterId(Uuid.randomUuid().toString())
            .setControllerListenerName(KafkaProperties.CONTROLLER)
            .setMetadataLogDirectory(folder.toString())
            .setPrintStream(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    formatter.addDirectory(folder.toString());
    formatter.run();
  }

  @Override
  public String bootstrapServers() {
    return "localhost:" + port;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
    if (temporary != null) {
      Folders.delete(temporary);
    }
  }
}
