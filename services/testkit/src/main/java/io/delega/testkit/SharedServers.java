package io.delega.testkit;

import io.delega.contracts.Topic;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;

/**
 * Kafka, PostgreSQL and issuer, one of each per JVM. They are started by the system's class loader:
 * Quarkus gives every test application its own, and closes it under the feet of what it started.
 */
public final class SharedServers {
  private static Map<String, String> facts;

  private SharedServers() {}

  /** How to reach them, in plain texts, since classes differ between class loaders. */
  @SuppressWarnings("unchecked")
  static Map<String, String> facts() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    ClassLoader system = ClassLoader.getSystemClassLoader();
    thread.setContextClassLoader(system);
    try {
      return (Map<String, String>)
          Class.forName(SharedServers.class.getName(), true, system)
              .getMethod("start")
              .invoke(null);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the shared servers do not start", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the shared servers are not on the class path", e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Starts them unless they run; for the class that the system's class loader made. */
  public static synchronized Map<String, String> start() {
    if (facts == null) {
      EmbeddedKafka kafka = EmbeddedKafka.start(null, 0);
      kafka.createTopics(Topic.values());
      EmbeddedPostgres postgres = EmbeddedPostgres.start(null, 0);
      DevIssuer issuer = DevIssuer.start(0);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    issuer.close();
                    postgres.close();
                    kafka.close();
                  },
                  "testkit-stop"));
      facts =
          Map.of(
              "kafka", kafka.bootstrapServers(),
              "postgres", postgres.handle(),
              "issuer", issuer.handle());
    }
    return facts;
  }
}
