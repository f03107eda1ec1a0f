package io.delega.local.chaos;

import io.delega.local.Home;
import io.delega.local.process.Progress;
import io.delega.testkit.Ports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Revokes grants while replicas are paused, killed, cut off and slowed down, and compares what the
 * provider saw with when each revocation was answered.
 */
public final class Chaos {
  /**
   * How long after the 200 a request may still be seen: what was on its way to the provider's
   * record, and until the provider's thread had the processor.
   */
  public static final Duration TOLERANCE = Duration.ofMillis(250);

  private final Home home;
  private final Progress progress;

  /**
   * @param home where its platform of its own lives
   */
  public Chaos(Home home, Progress progress) {
    this.home = home;
    this.progress = progress;
  }

  /**
   * Runs every disturbance once a round, and ends early when a promise is broken.
   *
   * @param disturbances by their words on the command line; all when empty
   */
  public ChaosReport run(int rounds, long seed, List<String> disturbances) throws Exception {
    List<Disturbance> chosen = Disturbance.named(disturbances);
    progress.say("Seed " + seed);
    Sightings sightings = new Sightings();
    try (RecordingProvider provider = RecordingProvider.start(sightings);
        ChaosPlatform platform =
            ChaosPlatform.up(home, Ports.orFree(0), provider.authority(), progress)) {
      Tenant tenant = new Tenant(platform.env());
      tenant.connect(provider.authority());
      Random random = new Random(seed);
      List<Result> results = new ArrayList<>();
      for (int round = 1; round <= rounds; round++) {
        for (Disturbance disturbance : chosen) {
          for (int time = 0; time < disturbance.times(); time++) {
            Scene scene = Scene.drawn(platform, random);
            Result result = new Round(scene, disturbance, tenant, sightings, TOLERANCE).run();
            results.add(result);
            progress.say("%3d  %s".formatted(round, result.line()));
            if (!result.violations().isEmpty()) {
              return new ChaosReport(seed, round, results);
            }
          }
        }
      }
      return new ChaosReport(seed, rounds, results);
    }
  }
}
