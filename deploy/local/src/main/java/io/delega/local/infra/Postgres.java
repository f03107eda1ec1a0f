package io.delega.local.infra;

import io.delega.local.Failure;
import io.delega.local.Home;
import io.delega.local.Secrets;
import io.delega.local.process.Child;
import io.delega.local.process.Programs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One PostgreSQL server with a database and a role for each service; reached by password only. */
public final class Postgres {
  private static final String SUPERUSER = "postgres";

  private final Home home;
  private final int port;
  private final Secrets secrets;
  private final Path data;

  public Postgres(Home home, int port, Secrets secrets) {
    this.home = home;
    this.port = port;
    this.secrets = secrets;
    this.data = home.data().resolve("postgres");
  }

  /** The server process; its data folder is made when there is none. */
  public Child child() {
    Path programs = PostgresInstall.of(home);
    initialise(programs);
    forgetDeadServer();
    List<String> command = asNobodyInParticular();
    command.addAll(
        List.of(
            programs.resolve("bin/postgres").toString(),
            "-D",
            data.toString(),
            "-p",
            Integer.toString(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "shared_buffers=32MB",
            "-c",
            "max_connections=200",
            "-c",
            "log_statement=none",
            "-c",
            "log_min_error_statement=panic"));
    return new Child(
        "postgres",
        "postgres",
        command,
        home.state(),
        this::answers,
        Duration.ofSeconds(60),
        Child.INFRASTRUCTURE,
        "INT");
  }

  /** {@code host:port/database} of a service. */
  public String address(String service) {
    return "127.0.0.1:" + port + "/" + name(service);
  }

  public String user(String service) {
    return name(service);
  }

  public String password(String service) {
    return secrets.of("database." + service);
  }

  /** Makes what is missing of a role and a database per service. */
  public void createDatabases(List<String> services) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String service : services) {
        String name = name(service);
        boolean known = exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + name + "'");
        // A role's password is hexadecimal and its name one of ours: nothing to escape.
        statement.execute(
            "%s ROLE %s LOGIN PASSWORD '%s'"
                .formatted(known ? "ALTER" : "CREATE", name, password(service)));
        if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
          statement.execute("CREATE DATABASE " + name + " OWNER " + name);
          statement.execute("REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
        }
      }
    } catch (SQLException e) {
      throw new Failure("the databases cannot be prepared: " + e.getMessage());
    }
  }

  private boolean answers() {
    try (Connection connection = connect()) {
      return connection.isValid(1);
    } catch (SQLException notYet) {
      return false;
    }
  }

  /** As the server's owner, to look into every service's database: for checks only. */
  public Connection connectTo(String service) throws SQLException {
    return connect(name(service));
  }

  private Connection connect() throws SQLException {
    return connect(SUPERUSER);
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?connectTimeout=2",
        SUPERUSER,
        secrets.of("database." + SUPERUSER));
  }

  private static boolean exists(Statement statement, String question) throws SQLException {
    try (ResultSet answer = statement.executeQuery(question)) {
      return answer.next();
    }
  }

  private static String name(String service) {
    return service.replace('-', '_');
  }

  private void initialise(Path programs) {
    if (Files.exists(data.resolve("PG_VERSION"))) {
      return;
    }
    Path password = home.run().resolve("postgres.password");
    Path draft = home.data().resolve("postgres.new");
    try {
      PostgresInstall.deleteAll(draft);
      Home.writePrivately(password, secrets.of("database." + SUPERUSER));
      List<String> command = asNobodyInParticular();
      command.addAll(
          List.of(
              programs.resolve("bin/initdb").toString(),
              "-D",
              draft.toString(),
              "-U",
              SUPERUSER,
              "--pwfile=" + password,
              "--auth=scram-sha-256",
              "--encoding=UTF8",
              "--no-locale"));
      File log = home.log("postgres").toFile();
      int code =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
              .start()
              .waitFor();
      if (code != 0) {
        throw new Failure("PostgreSQL's data folder cannot be made; see " + log);
      }
      Files.move(draft, data);
    } catch (IOException e) {
      throw new Failure("PostgreSQL's data folder cannot be made: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    } finally {
      password.toFile().delete();
    }
  }

  /** After a crash another program may have got the old server's process id, and bar the start. */
  private void forgetDeadServer() {
    Path lock = data.resolve("postmaster.pid");
    try {
      if (Files.exists(lock)) {
        long pid = Long.parseLong(Files.readAllLines(lock).get(0).trim());
        boolean postgres =
            ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().command())
                .map(command -> command.endsWith("/postgres"))
                .orElse(false);
        if (!postgres) {
          Files.delete(lock);
        }
      }
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException unreadable) {
      // The server itself decides then.
      return;
    }
  }

  /** PostgreSQL refuses to run as root; in a user namespace of its own it is not root. */
  private static List<String> asNobodyInParticular() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return new ArrayList<>();
    }
    try {
      if (Programs.onPath("unshare")
          && new ProcessBuilder("unshare", "-U", "true").start().waitFor() == 0) {
        return new ArrayList<>(List.of("unshare", "-U"));
      }
    } catch (IOException e) {
      throw new Failure("unshare does not run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new Failure(
        "PostgreSQL refuses to run as root, and this machine has no user namespaces (unshare -U);"
            + " run ./delega as an ordinary user");
  }
}
