package io.delega.local.service;

import io.delega.local.Home;
import io.delega.local.Secrets;
import io.delega.local.Settings;
import io.delega.local.infra.Postgres;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The settings of each service on this platform; they hold secrets. */
public final class ServiceSettings {
  /** The services that keep data. */
  public static final List<String> WITH_DATABASE =
      List.of("connect", "token-vault", "access-policy", "audit", "monitoring");

  private final Home home;
  private final Settings settings;
  private final Secrets secrets;
  private final Postgres postgres;

  public ServiceSettings(Home home, Settings settings, Secrets secrets, Postgres postgres) {
    this.home = home;
    this.settings = settings;
    this.secrets = secrets;
    this.postgres = postgres;
  }

  /**
   * The settings of one service, without its port.
   *
   * @param issuer the OIDC issuer
   * @param clientSecret the secret of an OIDC client by its id
   * @param url the address of a service for the others
   * @param allowed the addresses opened to connections
   */
  public Map<String, String> of(
      String service,
      String issuer,
      String kafka,
      Function<String, String> clientSecret,
      Function<String, String> url,
      List<String> allowed) {
    Map<String, String> all = new TreeMap<>();
    // One set of settings for all services: each ignores what it has no use for.
    all.put("smallrye.config.mapping.validate-unknown", "false");
    all.put("delega.issuer", issuer);
    all.put("delega.public-url", settings.linkUrl());
    all.put("delega.kafka", kafka);
    for (String other : Settings.SERVICES) {
      all.put("delega." + other + "-url", url.apply(other));
    }
    // After a crash a service's successor waits so long for the partitions of the one before it.
    all.put("mp.messaging.connector.smallrye-kafka.session.timeout.ms", "8000");
    all.put("mp.messaging.connector.smallrye-kafka.heartbeat.interval.ms", "2000");
    all.put("delega.client-id", "service-" + service);
    all.put("delega.client-secret", clientSecret.apply("service-" + service));
    if (WITH_DATABASE.contains(service)) {
      all.put("delega.database", postgres.address(service));
      all.put("delega.database-user", postgres.user(service));
      all.put("delega.database-password", postgres.password(service));
      // A connection costs the server 15 MB: as few as one machine's work needs.
      all.put("quarkus.datasource.reactive.max-size", "5");
      all.put("quarkus.datasource.reactive.idle-timeout", "60");
      all.put("quarkus.datasource.jdbc.min-size", "0");
      all.put("quarkus.datasource.jdbc.idle-removal-interval", "1M");
    }
    all.put(
        "delega.keys.keyset-file",
        home.data().resolve("keys").resolve(service + ".json").toString());
    if (service.equals("token-vault")) {
      all.put("delega.allowed-addresses", String.join(",", allowed));
      all.put("delega.proxy.trusted-edges", "127.0.0.1");
      // More event loops than processors only pass the processor to one another.
      all.put(
          "quarkus.vertx.event-loops-pool-size",
          Integer.toString(Runtime.getRuntime().availableProcessors()));
    }
    if (service.equals("console")) {
      all.put("delega.console.oidc-client-id", "delega-console");
      all.put("delega.console.oidc-client-secret", clientSecret.apply("delega-console"));
      all.put("delega.console.cookie-secret", secrets.of("console.cookies"));
    }
    return all;
  }
}
