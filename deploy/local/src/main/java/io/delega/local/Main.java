package io.delega.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.delega.ledger.VerifyMain;
import io.delega.local.bench.Bench;
import io.delega.local.bench.Report;
import io.delega.local.chaos.Chaos;
import io.delega.local.chaos.ChaosReport;
import io.delega.local.chaos.ledger.LedgerChaos;
import io.delega.local.process.Progress;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The launcher's entry: one command, one exit code. */
public final class Main {
  private static final PrintStream OUT = System.out;

  private Main() {}

  public static void main(String[] args) {
    List<String> arguments = List.of(args);
    String command = arguments.isEmpty() ? "help" : arguments.get(0);
    try {
      System.exit(run(command, arguments.subList(Math.min(1, arguments.size()), arguments.size())));
    } catch (Failure failure) {
      System.err.println("delega: " + failure.getMessage());
      System.exit(1);
    } catch (IOException e) {
      System.err.println("delega: " + e);
      System.exit(1);
    }
  }

  private static int run(String command, List<String> arguments) throws IOException {
    Platform platform = new Platform(Home.ofThisProcess());
    return switch (command) {
      case "up" -> up(platform, arguments);
      case "down" -> down(platform, arguments);
      case "env" -> env(platform, arguments);
      case "demo" -> demo(platform, arguments);
      case "bench" -> bench(platform, arguments);
      case "chaos" -> chaos(arguments);
      case "keys" -> keys(platform, arguments);
      case "verify" -> verify(platform, arguments);
      default -> throw new Failure("there is no command \"" + command + "\"; see ./delega help");
    };
  }

  private static int up(Platform platform, List<String> arguments) throws IOException {
    CommandLine line =
        new CommandLine(
            arguments,
            List.of("--port", "--public-url", "--host", "--replicas"),
            List.of("--keycloak"));
    Settings settings =
        new Settings(
            line.number("--port", 8080),
            line.value("--host", "localhost"),
            line.value("--public-url", null),
            line.counts("--replicas"),
            line.has("--keycloak"),
            CommandLine.list(System.getenv("DELEGA_ALLOWED_ADDRESSES")));
    Progress progress = progress();
    int running = platform.processes().alive().size();
    progress.say(
        running == 0
            ? "Starting Delega …"
            : "Delega is running (" + running + " processes); starting what is missing …");
    Env env = platform.up(settings, progress);
    new Welcome(OUT).print(env, settings, platform.peoplesPassword(), progress.elapsedSeconds());
    return 0;
  }

  private static int down(Platform platform, List<String> arguments) {
    new CommandLine(arguments, List.of(), List.of());
    Progress progress = progress();
    int stopped = platform.down(progress);
    progress.say(
        stopped == 0
            ? "Delega was not running."
            : "Delega is stopped ("
                + stopped
                + " processes). Its data stays for the next ./delega up.");
    return 0;
  }

  private static int env(Platform platform, List<String> arguments) throws IOException {
    new CommandLine(arguments, List.of(), List.of());
    OUT.println(
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(platform.env()));
    return 0;
  }

  private static int demo(Platform platform, List<String> arguments) throws IOException {
    CommandLine line = new CommandLine(arguments, List.of("--env", "--url"), List.of());
    String file = line.value("--env", null);
    Env env =
        file == null ? platform.env() : new ObjectMapper().readValue(new File(file), Env.class);
    return new Demo(OUT).run(env.at(line.value("--url", env.baseUrl())));
  }

  private static int keys(Platform platform, List<String> arguments) throws IOException {
    boolean rotate = arguments.equals(List.of("rotate"));
    if (!rotate && !arguments.isEmpty()) {
      throw new Failure("./delega keys shows the versions, ./delega keys rotate adds one");
    }
    KeysCommand command = new KeysCommand(platform, OUT);
    return rotate ? command.rotate(progress()) : command.show();
  }

  /** Without a word on what to verify, it is the ledger of the running platform and its witness. */
  private static int verify(Platform platform, List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    if (arguments.isEmpty() || arguments.equals(List.of("--json"))) {
      all.addAll(List.of("--url", platform.env().baseUrl()));
      platform.witnessKey().ifPresent(key -> all.addAll(List.of("--witness", key.toString())));
    }
    return VerifyMain.run(all.toArray(String[]::new));
  }

  private static int bench(Platform platform, List<String> arguments) throws IOException {
    CommandLine line =
        new CommandLine(arguments, List.of("--seconds"), List.of("--json", "--ledger"));
    if (line.has("--ledger")) {
      Duration length = Duration.ofSeconds(line.number("--seconds", 300));
      new Bench(Home.ofThisProcess(), platform, progress()).ledger(length, OUT);
      return 0;
    }
    boolean asJson = line.has("--json");
    Progress aside = asJson ? new Progress(System.err, false) : progress();
    Report report = new Bench(Home.ofThisProcess(), platform, aside).run();
    if (asJson) {
      OUT.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
    } else {
      report.print(OUT);
    }
    return 0;
  }

  /** In a folder of its own beside the platform's, so that a running one is left alone. */
  private static int chaos(List<String> arguments) {
    CommandLine line =
        new CommandLine(arguments, List.of("--rounds", "--seed", "--only"), List.of("--ledger"));
    Home mine = Home.ofThisProcess();
    Home home = new Home(mine.sources(), mine.state().resolve("chaos"));
    int seed = line.number("--seed", new Random().nextInt(Integer.MAX_VALUE));
    try {
      if (line.has("--ledger")) {
        LedgerChaos.Outcome outcome =
            new LedgerChaos(home, progress()).run(line.number("--rounds", 5), seed);
        OUT.println(outcome.text());
        return outcome.violations().isEmpty() ? 0 : 2;
      }
      ChaosReport report =
          new Chaos(home, progress())
              .run(line.number("--rounds", 3), seed, CommandLine.list(line.value("--only", "")));
      report.print(OUT);
      return report.violations().isEmpty() ? 0 : 2;
    } catch (Failure e) {
      throw e;
    } catch (Exception e) {
      throw new Failure("the run with seed " + seed + " could not be made: " + e);
    }
  }

  private static Progress progress() {
    return new Progress(OUT, Boolean.getBoolean("delega.terminal"));
  }
}
