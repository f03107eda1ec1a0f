package io.delega.tokenvault;

import io.delega.keys.DataKeys;
import io.delega.keys.KeysConfig;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says whether the key-encryption key answers. While keys in memory serve calls without it, the
 * replica stays ready; once it is away for longer than they live, it is not.
 */
@Readiness
@ApplicationScoped
class KeysReady implements AsyncHealthCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final DataKeys keys;
  private final long bridgedNanos;
  private Long awaySince;

  @Inject
  KeysReady(DataKeys keys, KeysConfig config) {
    this.keys = keys;
    this.bridgedNanos = config.cacheFor().toNanos();
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return keys.probe()
        .ifNoItem()
        .after(PATIENCE)
        .fail()
        .replaceWith(true)
        .onFailure()
        .recoverWithItem(false)
        .map(answers -> response(answers, System.nanoTime()));
  }

  private synchronized HealthCheckResponse response(boolean answers, long now) {
    if (answers) {
      awaySince = null;
    } else if (awaySince == null) {
      awaySince = now;
    }
    return HealthCheckResponse.named("keys")
        .status(answers || now - awaySince < bridgedNanos)
        .withData("key-encryption-key", answers ? "answers" : "away")
        .build();
  }
}
