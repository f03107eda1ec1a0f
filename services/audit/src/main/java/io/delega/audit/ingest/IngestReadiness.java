package io.delega.audit.ingest;

import io.delega.audit.ledger.Checkpoints;
import io.delega.audit.witness.Witnesses;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Not ready once the ledger refuses to go on. A witness that is away is only shown. */
@Readiness
@ApplicationScoped
class IngestReadiness implements HealthCheck {
  private final Checkpoints checkpoints;
  private final Witnesses witnesses;

  IngestReadiness(Checkpoints checkpoints, Witnesses witnesses) {
    this.checkpoints = checkpoints;
    this.witnesses = witnesses;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder health =
        HealthCheckResponse.named("ledger").status(checkpoints.refusal().isEmpty());
    checkpoints.refusal().ifPresent(reason -> health.withData("reason", reason));
    witnesses.states().forEach((name, state) -> health.withData("witness " + name, state));
    return health.build();
  }
}
