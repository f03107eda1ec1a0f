package io.delega.local.service;

import io.delega.local.Failure;
import io.delega.local.Home;
import io.delega.local.process.Child;
import io.delega.local.process.Jvm;
import io.delega.local.process.Readiness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One process of one service, built as a Quarkus application, with its settings in a file. */
public final class ServiceProcess {
  private static final Map<String, Integer> HEAP_MEGABYTES =
      Map.of("token-vault", 256, "audit", 160, "connect", 144, "access-policy", 160);
  private static final int HEAP_MEGABYTES_OTHERWISE = 128;

  private ServiceProcess() {}

  /**
   * The process; its settings file is written here.
   *
   * @param replica counts from 1
   */
  public static Child of(
      Home home, String service, int replica, int port, Map<String, String> settings) {
    String name = replica == 1 ? service : service + "-" + replica;
    Path application =
        home.sources().resolve(Path.of("services", service, "target", "quarkus-app"));
    if (!Files.exists(application.resolve("quarkus-run.jar"))) {
      throw new Failure("the service " + service + " is not built: " + application + " is missing");
    }
    Map<String, String> all = new TreeMap<>(settings);
    all.put("quarkus.http.port", Integer.toString(port));
    all.put("quarkus.http.host", "127.0.0.1");
    Path file = home.run().resolve(name + ".properties");
    write(file, all);
    return new Child(
        name,
        service,
        command(service, application, file),
        application,
        Readiness.http("http://127.0.0.1:" + port + "/q/health/ready"),
        Duration.ofSeconds(150),
        Child.SERVICE,
        "TERM");
  }

  private static List<String> command(String service, Path application, Path settings) {
    List<String> command = new ArrayList<>();
    command.add(Jvm.java());
    command.add("-Xmx" + HEAP_MEGABYTES.getOrDefault(service, HEAP_MEGABYTES_OTHERWISE) + "m");
    command.addAll(Jvm.THRIFTY);
    // The proxy's hot path earns the optimising compiler; for the others it costs start-up time.
    if (!service.equals("token-vault")) {
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.add("-XX:MaxMetaspaceSize=256m");
    command.add("-XX:ReservedCodeCacheSize=96m");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
    command.add("-Dsmallrye.config.locations=" + settings.toUri());
    command.add("-jar");
    command.add(application.resolve("quarkus-run.jar").toString());
    return command;
  }

  private static void write(Path file, Map<String, String> settings) {
    StringBuilder text = new StringBuilder();
    settings.forEach(
        (key, value) ->
            text.append(key).append('=').append(value.replace("\\", "\\\\")).append('\n'));
    try {
      Home.writePrivately(file, text.toString());
    } catch (IOException e) {
      throw new Failure("cannot write " + file + ": " + e.getMessage());
    }
  }
}
