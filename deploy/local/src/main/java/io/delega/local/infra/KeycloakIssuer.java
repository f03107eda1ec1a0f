package io.delega.local.infra;

import io.delega.local.Failure;
import io.delega.local.Home;
import io.delega.local.Secrets;
import io.delega.local.process.Child;
import io.delega.local.process.Readiness;
import io.delega.testkit.DevIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real Keycloak in the development issuer's place, with the same clients and people. */
public final class KeycloakIssuer {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Home home;
  private final int port;
  private final Secrets secrets;
  private final String publicUrl;

  KeycloakIssuer(Home home, int port, Secrets secrets, String publicUrl) {
    this.home = home;
    this.port = port;
    this.secrets = secrets;
    this.publicUrl = publicUrl;
  }

  /** The demo people's password. */
  public static String password(Secrets secrets) {
    return secrets.of("keycloak.people").substring(0, 16);
  }

  /** The process; its folder, with the realm, is made when there is none. */
  Child child(Facts facts) {
    Path keycloak = home.data().resolve("keycloak");
    try {
      Map<String, DevIssuer.Client> clients = clients();
      if (!Files.exists(keycloak.resolve("complete"))) {
        install(keycloak, clients);
      }
      writeFacts(facts, clients);
    } catch (IOException e) {
      throw new Failure("Keycloak cannot be prepared in " + keycloak + ": " + e.getMessage());
    }
    String base = "http://localhost:" + port;
    return new Child(
        "issuer",
        "issuer",
        List.of(
            "env",
            "JAVA_HOME=" + System.getProperty("java.home"),
            "JAVA_OPTS_KC_HEAP=-Xms64m -Xmx320m",
            "JAVA_OPTS_APPEND=-XX:TieredStopAtLevel=1",
            "bash",
            keycloak.resolve("bin/kc.sh").toString(),
            "start-dev",
            "--http-host=127.0.0.1",
            "--http-port=" + port,
            "--hostname=" + base,
            "--db=dev-file",
            "--import-realm"),
        keycloak,
        Readiness.http(base + "/realms/" + KeycloakRealm.NAME),
        PATIENCE,
        Child.INFRASTRUCTURE,
        "TERM");
  }

  /** Those of the development issuer, which keeps their secrets. */
  private Map<String, DevIssuer.Client> clients() {
    try (DevIssuer issuer = DevIssuer.start(home.data().resolve("issuer"), 0)) {
      return issuer.clients();
    }
  }

  private void install(Path keycloak, Map<String, DevIssuer.Client> clients) throws IOException {
    PostgresInstall.deleteAll(keycloak);
    copy(distribution(), keycloak);
    Map<String, String> agencies =
        clients.values().stream()
            .map(DevIssuer.Client::agency)
            .filter(agency -> agency != null)
            .distinct()
            .collect(
                Collectors.toMap(
                    agency -> agency, KeycloakIssuer::agencyName, (a, b) -> a, TreeMap::new));
    KeycloakRealm realm =
        new KeycloakRealm(
            new ArrayList<>(clients.values()), agencies, publicUrl, password(secrets));
    Path imports = Files.createDirectories(keycloak.resolve("data/import"));
    Home.writePrivately(imports.resolve(KeycloakRealm.NAME + "-realm.json"), realm.json());
    Files.writeString(keycloak.resolve("complete"), "");
  }

  private static String agencyName(String agency) {
    return "Agency " + agency.substring(agency.length() - 1).toUpperCase(Locale.ROOT) + " (demo)";
  }

  private Path distribution() throws IOException {
    Path unpacked = home.sources().resolve("deploy/local/target/keycloak");
    if (Files.isDirectory(unpacked)) {
      try (Stream<Path> folders = Files.list(unpacked)) {
        return folders
            .filter(folder -> Files.exists(folder.resolve("bin/kc.sh")))
            .findFirst()
            .orElseThrow(() -> new Failure("Keycloak is not unpacked in " + unpacked));
      }
    }
    throw new Failure("Keycloak's distribution is not in " + unpacked);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path source : (Iterable<Path>) all::iterator) {
        Path target = to.resolve(from.relativize(source).toString());
        if (Files.isDirectory(source)) {
          Files.createDirectories(target);
        } else {
          Files.copy(source, target);
        }
      }
    }
  }

  private void writeFacts(Facts facts, Map<String, DevIssuer.Client> clients) throws IOException {
    String issuer = "http://localhost:" + port + "/realms/" + KeycloakRealm.NAME;
    Facts.write(
        facts.file().toString(),
        Map.of(
            "issuer",
            issuer,
            "tokenEndpoint",
            issuer + "/protocol/openid-connect/token",
            "clients",
            clients));
  }
}
