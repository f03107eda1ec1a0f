package io.delega.audit.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready once the ledger refuses to go on. */
@Readiness
@ApplicationScoped
class IngestReadiness implements HealthCheck {
  private final Ingest ingest;

  IngestReadiness(Ingest ingest) {
    this.ingest = ingest;
  }

  @Override
  public HealthCheckResponse call() {
    return ingest
        .refusal()
        .map(
            reason -> HealthCheckResponse.named("ledger").down().withData("reason", reason).build())
        .orElseGet(() -> HealthCheckResponse.named("ledger").up().build());
  }
}
