package io.delega.local.story;

import io.delega.local.Home;
import io.delega.local.Settings;
import io.delega.local.Wiring;
import io.delega.local.chaos.OwnPlatform;
import io.delega.local.process.Progress;
import io.delega.testkit.Ports;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** A platform whose services tell a collector what they do. */
final class TracedPlatform extends OwnPlatform {
  private TracedPlatform(Home home, String collector, Progress progress) {
    super(
        home,
        new Wiring(
            Set.of(),
            Map.of(),
            Map.of(
                "delega.otel-disabled", "false",
                "quarkus.otel.exporter.otlp.endpoint", collector,
                "quarkus.otel.exporter.otlp.protocol", "http/protobuf",
                "quarkus.otel.bsp.schedule.delay", "200ms")),
        Settings.onPort(Ports.orFree(0)),
        progress);
  }

  static TracedPlatform up(String collector) {
    Home home =
        new Home(
            Path.of("../..").toAbsolutePath().normalize(),
            Path.of("target", "traced").toAbsolutePath());
    Progress progress = new Progress(System.out, false);
    forget(home, progress);
    return new TracedPlatform(home, collector, progress);
  }
}
