package io.delega.tokenvault.enforcement;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only when caught up and with a lease. */
@Readiness
@ApplicationScoped
class EnforcementReady implements HealthCheck {
  private final EnforcementPoint point;

  @Inject
  EnforcementReady(EnforcementPoint point) {
    this.point = point;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("enforcement").status(point.admits()).build();
  }
}
