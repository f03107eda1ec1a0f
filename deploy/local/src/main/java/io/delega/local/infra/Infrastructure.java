package io.delega.local.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delega.local.Env;
import io.delega.local.Failure;
import io.delega.local.Home;
import io.delega.local.Ports;
import io.delega.local.Secrets;
import io.delega.local.Settings;
import io.delega.local.Wiring;
import io.delega.local.edge.EdgeConfig;
import io.delega.local.edge.EdgeMain;
import io.delega.local.process.Child;
import io.delega.local.process.Jvm;
import io.delega.local.process.Jvm.Tuning;
import io.delega.local.process.Processes;
import io.delega.local.process.Readiness;
import io.delega.witness.WitnessMain;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything of the platform that is not one of Delega's services. */
public final class Infrastructure {
  private static final String OPERATOR = "platform-operator";

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Home home;
  private final Ports ports;
  private final Secrets secrets;
  private final Postgres postgres;
  private final Settings settings;
  private final Wiring wiring;
  private final Facts issuer;
  private final Facts sandbox;
  private final Facts kafka;
  private final ObjectMapper json = new ObjectMapper();

  public Infrastructure(
      Home home,
      Ports ports,
      Secrets secrets,
      Postgres postgres,
      Settings settings,
      Wiring wiring) {
    this.wiring = wiring;
    this.secrets = secrets;
    this.home = home;
    this.ports = ports;
    this.postgres = postgres;
    this.settings = settings;
    this.issuer = new Facts(home, "issuer");
    this.sandbox = new Facts(home, "sandbox");
    this.kafka = new Facts(home, "kafka");
  }

  /** PostgreSQL, Kafka, issuer, sandbox and witness; they can start side by side. */
  public List<Child> children(Processes processes) {
    List<Child> children = new ArrayList<>();
    children.add(postgres.child());
    children.add(
        child(processes, "kafka", 320, KafkaMain.class, kafka, home.data().resolve("kafka")));
    children.add(
        settings.keycloak()
            ? new KeycloakIssuer(home, ports.of("issuer"), secrets, settings.linkUrl())
                .child(issuer)
            : child(
                processes, "issuer", 64, IssuerMain.class, issuer, home.data().resolve("issuer")));
    children.add(
        child(
            processes, "sandbox", 64, SandboxMain.class, sandbox, home.data().resolve("sandbox")));
    if (!wiring.without().contains("audit")) {
      children.add(witness());
    }
    return children;
  }

  private static final String WITNESS = "witness";

  /** Cosigns audit's checkpoints; it learns the ledger's key from the file that audit writes. */
  private Child witness() {
    return new Child(
        WITNESS,
        WITNESS,
        Jvm.main(
            home,
            32,
            Tuning.START,
            WitnessMain.class.getName(),
            List.of(
                "--name", URI.create(settings.linkUrl()).getAuthority() + "/" + WITNESS,
                "--data", home.witness().toString(),
                "--log", home.ledgerKey().toString(),
                "--port", Integer.toString(ports.of(WITNESS)))),
        home.state(),
        Readiness.accepts(ports.of(WITNESS)),
        PATIENCE,
        Child.INFRASTRUCTURE,
        "TERM");
  }

  /** The witness as a setting of audit: its verifier key and its address. */
  public String witnessSetting() {
    try {
      return Files.readString(home.witnessKey()).strip() + " http://127.0.0.1:" + ports.of(WITNESS);
    } catch (IOException e) {
      throw new Failure("cannot read " + home.witnessKey() + ": " + e.getMessage());
    }
  }

  private Child child(
      Processes processes, String name, int heap, Class<?> main, Facts facts, Path data) {
    if (processes.alive(name).isEmpty()) {
      facts.forget();
    }
    return new Child(
        name,
        name,
        Jvm.main(
            home,
            heap,
            main == KafkaMain.class ? Tuning.CALLS : Tuning.START,
            main.getName(),
            arguments(main, ports.of(name), data, facts)),
        home.state(),
        facts.ready(ports.of(name)),
        PATIENCE,
        Child.INFRASTRUCTURE,
        "TERM");
  }

  private List<String> arguments(Class<?> main, int port, Path data, Facts facts) {
    List<String> arguments = new ArrayList<>();
    arguments.add(Integer.toString(port));
    arguments.add(data.toString());
    arguments.add(facts.file().toString());
    arguments.add(settings.linkUrl());
    if (main == KafkaMain.class) {
      wiring.listeners().forEach((listener, told) -> arguments.add(listener + ":" + told));
    }
    return arguments;
  }

  /** The edge; it may run before the services do. */
  public Child edge(EdgeConfig config) {
    Path file = home.run().resolve("edge.json");
    try {
      Home.writePrivately(file, json.writeValueAsString(config));
    } catch (IOException e) {
      throw new Failure("cannot write " + file + ": " + e.getMessage());
    }
    return new Child(
        "edge",
        "edge",
        Jvm.main(home, 96, Tuning.CALLS, EdgeMain.class.getName(), List.of(file.toString())),
        home.state(),
        Readiness.accepts(config.port()),
        PATIENCE,
        Child.EDGE,
        "TERM");
  }

  /** {@code issuer}, {@code tokenEndpoint}, {@code clients}. */
  public JsonNode issuer() {
    return issuer.read();
  }

  /** The bootstrap servers. */
  public String kafka() {
    return kafka.read().get("bootstrapServers").asText();
  }

  /** The secret of an OIDC client; empty for a public one. */
  public String clientSecret(String clientId) {
    return issuer().path("clients").path(clientId).path("secret").asText("");
  }

  /** The sandbox, and what the operator opened. */
  public List<String> allowedAddresses() {
    List<String> allowed = new ArrayList<>(settings.allowedAddresses());
    allowed.add("127.0.0.1:" + ports.of("sandbox"));
    allowed.add("localhost:" + ports.of("sandbox"));
    return allowed;
  }

  /** What a program must know to use this platform. */
  public Env env() {
    JsonNode facts = issuer();
    Map<String, Map<String, Env.Client>> clients = new TreeMap<>();
    facts
        .get("clients")
        .properties()
        .forEach(
            entry -> {
              JsonNode client = entry.getValue();
              String agency = client.path("agency").asText("");
              if (!agency.isEmpty()) {
                clients
                    .computeIfAbsent(agency, id -> new TreeMap<>())
                    .put(
                        entry.getKey().substring(agency.length() + 1),
                        new Env.Client(
                            entry.getKey(),
                            client.get("secret").asText(),
                            client.path("subject").asText(entry.getKey())));
              }
            });
    return new Env(
        settings.baseUrl(),
        facts.get("issuer").asText(),
        facts.get("tokenEndpoint").asText(),
        clients.entrySet().stream().map(c -> new Env.Agency(c.getKey(), c.getValue())).toList(),
        json.convertValue(sandbox.read(), Env.Sandbox.class),
        new Env.Folders(home.data().toString(), home.logs().toString()),
        Map.of(),
        new Env.Client(OPERATOR, clientSecret(OPERATOR), OPERATOR));
  }
}
