package io.delega.audit.ingest;

import io.delega.audit.ledger.Checkpoints;
import io.delega.audit.timestamp.Stamping;
import io.delega.audit.witness.Witnesses;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Not ready once the ledger refuses to go on. Witnesses and time stamps are only shown. */
@Readiness
@ApplicationScoped
class IngestReadiness implements HealthCheck {
  private final Checkpoints checkpoints;
  private final Witnesses witnesses;
  private final Stamping stamping;

  IngestReadiness(Checkpoints checkpoints, Witnesses witnesses, Stamping stamping) {
    this.checkpoints = checkpoints;
    this.witnesses = witnesses;
    this.stamping = stamping;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder health =
        HealthCheckResponse.named("ledger").status(checkpoints.refusal().isEmpty());
    checkpoints.refusal().ifPresent(reason -> health.withData("reason", reason));
    witnesses.states().forEach((name, state) -> health.withData("witness " + name, state));
    stamping.state().ifPresent(state -> health.withData("timestamps", state));
    return health.build();
  }
}
