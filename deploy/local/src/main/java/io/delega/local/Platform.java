package io.delega.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delega.local.edge.EdgeConfig;
import io.delega.local.infra.Infrastructure;
import io.delega.local.infra.KeycloakIssuer;
import io.delega.local.infra.Postgres;
import io.delega.local.process.Child;
import io.delega.local.process.Processes;
import io.delega.local.process.Progress;
import io.delega.local.process.Wave;
import io.delega.local.service.ServiceProcess;
import io.delega.local.service.ServiceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The platform on this machine: brings it up, finds it again, takes it down. */
public final class Platform {
  private static final Duration TIME_TO_END = Duration.ofSeconds(20);

  private final Home home;
  private final Wiring wiring;
  private final Processes processes;
  private final ObjectMapper json = new ObjectMapper();

  public Platform(Home home) {
    this(home, Wiring.ORDINARY);
  }

  public Platform(Home home, Wiring wiring) {
    this.home = home;
    this.wiring = wiring;
    this.processes = new Processes(home);
  }

  public Processes processes() {
    return processes;
  }

  /**
   * Starts what is not running and waits until everything serves. On failure, what was started here
   * is stopped again.
   *
   * @throws Failure with a message for the person at the terminal
   */
  public Env up(Settings settings, Progress progress) {
    home.prepare();
    try (Lock lock = Lock.take(home)) {
      refuseOtherSettings(settings);
      List<Processes.Known> started = new ArrayList<>();
      try {
        Env env = bringUp(settings, progress, started);
        lock.assertHeld();
        return env;
      } catch (RuntimeException e) {
        processes.stop(started, TIME_TO_END);
        throw e;
      }
    } catch (IOException e) {
      throw new Failure(home.state() + " cannot be used: " + e.getMessage());
    }
  }

  private Env bringUp(Settings settings, Progress progress, List<Processes.Known> started)
      throws IOException {
    Ports ports = new Ports(home.data().resolve("ports.json"));
    Secrets secrets = new Secrets(home.data().resolve("secrets.json"));
    if (processes.alive("edge").isEmpty() && !Ports.isFree(settings.port())) {
      throw new Failure(
          "port %d is taken by another program; stop that one, or choose another port: ./delega up --port %d"
              .formatted(settings.port(), settings.port() + 1));
    }
    portsForTheDead(ports, settings);
    writeSettings(settings);
    Wave wave = new Wave(home, processes, progress);
    Postgres postgres = new Postgres(home, ports.of("postgres"), secrets);
    Infrastructure infrastructure =
        new Infrastructure(home, ports, secrets, postgres, settings, wiring);
    List<Child> first = new ArrayList<>(infrastructure.children(processes));
    first.add(infrastructure.edge(edgeConfig(settings, ports)));
    wave.bringUp(first, started);
    postgres.createDatabases(ServiceSettings.WITH_DATABASE);
    wave.bringUp(services(settings, ports, secrets, postgres, infrastructure), started);
    Env env = infrastructure.env();
    Home.writePrivately(
        home.run().resolve("env.json"),
        json.writerWithDefaultPrettyPrinter().writeValueAsString(env));
    return env.withProcesses(ids());
  }

  private List<Child> services(
      Settings settings,
      Ports ports,
      Secrets secrets,
      Postgres postgres,
      Infrastructure infrastructure) {
    ServiceSettings all = new ServiceSettings(home, settings, secrets, postgres);
    List<Child> children = new ArrayList<>();
    for (String service : Settings.SERVICES) {
      if (wiring.without().contains(service)) {
        continue;
      }
      for (int replica = 1; replica <= settings.replicas(service); replica++) {
        String name = replicaName(service, replica);
        Map<String, String> its =
            all.of(
                service,
                infrastructure.issuer().get("issuer").asText(),
                wiring.kafkaFor(name, infrastructure.kafka()),
                infrastructure::clientSecret,
                other -> "http://127.0.0.1:" + addressOf(other, settings, ports),
                infrastructure.allowedAddresses());
        if (service.equals("audit")) {
          its.put("delega.audit.witnesses", infrastructure.witnessSetting());
        }
        its.putAll(wiring.settings());
        children.add(ServiceProcess.of(home, service, replica, ports.of(name), its));
      }
    }
    return children;
  }

  /** A single process is reached directly, several by the edge's balancer for services. */
  private static int addressOf(String service, Settings settings, Ports ports) {
    return settings.replicas(service) == 1 ? ports.of(service) : ports.of("balancer." + service);
  }

  private static EdgeConfig edgeConfig(Settings settings, Ports ports) {
    Map<String, List<Integer>> services = new TreeMap<>();
    Map<String, Integer> balancers = new TreeMap<>();
    for (String service : Settings.SERVICES) {
      services.put(
          service,
          IntStream.rangeClosed(1, settings.replicas(service))
              .mapToObj(replica -> ports.of(replicaName(service, replica)))
              .toList());
      if (settings.replicas(service) > 1) {
        balancers.put(service, ports.of("balancer." + service));
      }
    }
    return new EdgeConfig(
        settings.host(), settings.port(), settings.linkUrl(), services, balancers);
  }

  private static String replicaName(String service, int replica) {
    return replica == 1 ? service : service + "-" + replica;
  }

  /** A port may have been taken while the platform was down; those that stored data name stay. */
  private void portsForTheDead(Ports ports, Settings settings) {
    if (!processes.alive().isEmpty()) {
      return;
    }
    for (String sticky : List.of("issuer", "sandbox")) {
      if (!Ports.isFree(ports.of(sticky))) {
        throw new Failure(
            "port %d, which Delega's %s has had since its first start, is taken by another program; stop that one"
                .formatted(ports.of(sticky), sticky));
      }
    }
    List<String> names =
        new ArrayList<>(List.of("postgres", "kafka", "kafka.controller", "witness"));
    for (String service : Settings.SERVICES) {
      names.add("balancer." + service);
      for (int replica = 1; replica <= settings.replicas(service); replica++) {
        names.add(replicaName(service, replica));
      }
    }
    for (String name : names) {
      if (!Ports.isFree(ports.of(name))) {
        ports.renew(name);
      }
    }
  }

  private void refuseOtherSettings(Settings settings) throws IOException {
    Path file = home.run().resolve("settings.json");
    if (processes.alive().isEmpty() || !Files.exists(file)) {
      return;
    }
    JsonNode running = json.readTree(file.toFile());
    if (!running.equals(json.readTree(json.writeValueAsString(settings)))) {
      throw new Failure(
          "the platform runs with other settings (%s); these take effect after ./delega down"
              .formatted(running));
    }
  }

  /** The witness's verifier key, where there is one. */
  public Optional<Path> witnessKey() {
    return Optional.of(home.witnessKey()).filter(Files::exists);
  }

  /** The settings of the platform that runs, or ran last. */
  public Settings lastSettings() {
    try {
      return json.readValue(home.run().resolve("settings.json").toFile(), Settings.class);
    } catch (IOException e) {
      throw new Failure("the platform has not been started yet; ./delega up starts it");
    }
  }

  private void writeSettings(Settings settings) throws IOException {
    Home.writePrivately(home.run().resolve("settings.json"), json.writeValueAsString(settings));
  }

  /** The demo people's password at Keycloak. */
  String peoplesPassword() throws IOException {
    return KeycloakIssuer.password(new Secrets(home.data().resolve("secrets.json")));
  }

  /** token-vault itself, where the edge does not lead. */
  String tokenVaultUrl() throws IOException {
    return urlOf("token-vault");
  }

  /** One process of a service itself, by its name, such as {@code token-vault-2}. */
  public String urlOf(String process) throws IOException {
    return "http://127.0.0.1:" + portOf(process);
  }

  /** The port that this name has, or has from now on. */
  public int portOf(String name) throws IOException {
    return new Ports(home.data().resolve("ports.json")).of(name);
  }

  /** The database server, for checks that look into every service's tables. */
  public Postgres postgres() throws IOException {
    return new Postgres(
        home,
        new Ports(home.data().resolve("ports.json")).of("postgres"),
        new Secrets(home.data().resolve("secrets.json")));
  }

  /** Stops everything that runs, the last started first; says how many processes those were. */
  public int down(Progress progress) {
    if (!Files.isDirectory(home.run())) {
      return 0;
    }
    try (Lock lock = Lock.take(home)) {
      List<Processes.Known> alive = processes.alive();
      progress.waiting(List.of(alive.size() + " processes to end"));
      processes.stop(alive, TIME_TO_END);
      Files.deleteIfExists(home.run().resolve("env.json"));
      lock.assertHeld();
      return alive.size();
    } catch (IOException e) {
      throw new Failure(home.run() + " cannot be used: " + e.getMessage());
    }
  }

  /** How to use the running platform. */
  public Env env() {
    Path file = home.run().resolve("env.json");
    if (!Files.exists(file) || processes.alive().isEmpty()) {
      throw new Failure("the platform is not running; ./delega up starts it");
    }
    try {
      return json.readValue(file.toFile(), Env.class).withProcesses(ids());
    } catch (IOException e) {
      throw new Failure("cannot read " + file + ": " + e.getMessage());
    }
  }

  private Map<String, List<Long>> ids() {
    Map<String, List<Long>> ids = new TreeMap<>();
    for (Processes.Known known : processes.alive()) {
      ids.computeIfAbsent(known.service(), service -> new ArrayList<>()).add(0, known.pid());
    }
    return ids;
  }
}
