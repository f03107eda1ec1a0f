package io.delega.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Kafka, PostgreSQL and the OIDC issuer for a service's tests: started once per JVM, with every
 * topic, and a fresh database each time. Init argument {@code service} names the service whose OIDC
 * client is configured (default: the folder in which the tests run).
 */
public final class DelegaResource implements QuarkusTestResourceLifecycleManager {
  private static final List<String> SERVICES =
      List.of("connect", "token-vault", "access-policy", "audit", "monitoring");

  private String service = Path.of("").toAbsolutePath().getFileName().toString();

  @Override
  public void init(Map<String, String> arguments) {
    service = arguments.getOrDefault("service", service);
  }

  @Override
  public Map<String, String> start() {
    EmbeddedPostgres postgres = postgres();
    DevIssuer issuer = issuer();
    String database = "t_" + UUID.randomUUID().toString().replace("-", "");
    postgres.createDatabase(database, database, database);

    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("delega.issuer", issuer.issuer());
    settings.put("delega.kafka", kafka().bootstrapServers());
    settings.put("delega.database", postgres.address(database));
    settings.put("delega.database-user", database);
    settings.put("delega.database-password", database);
    for (String other : SERVICES) {
      settings.put("delega." + other + "-url", "http://localhost:1");
    }
    String client = "service-" + service;
    if (issuer.secret(client) != null) {
      settings.put("delega.client-id", client);
      settings.put("delega.client-secret", issuer.secret(client));
    }
    return settings;
  }

  /** The shared servers, for a test that asks for tokens or reads topics. */
  public static DevIssuer issuer() {
    return DevIssuer.attached(SharedServers.facts().get("issuer"));
  }

  /** The shared broker. */
  public static EmbeddedKafka kafka() {
    return EmbeddedKafka.attached(SharedServers.facts().get("kafka"));
  }

  /** The shared database server. */
  public static EmbeddedPostgres postgres() {
    return EmbeddedPostgres.attached(SharedServers.facts().get("postgres"));
  }

  /** The servers live as long as the JVM: starting them costs more than any test. */
  @Override
  public void stop() {}
}
