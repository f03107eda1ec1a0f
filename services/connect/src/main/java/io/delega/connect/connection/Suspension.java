package io.delega.connect.connection;

import io.delega.api.ProblemException;
import io.delega.connect.remote.PolicyApi;
import io.delega.contracts.Actor;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * Suspends connections and lets them go on. A suspension is enforced before it is shown, the end of
 * one is shown before it is enforced: should either be interrupted, less is admitted than is shown.
 */
@ApplicationScoped
class Suspension {
  private final Connections connections;
  private final PolicyApi policy;

  @Inject
  Suspension(Connections connections, @RestClient PolicyApi policy) {
    this.connections = connections;
    this.policy = policy;
  }

  /** Answers the connection once nothing is admitted under it. */
  Uni<Connection> suspend(Connection row, Actor actor, String reason) {
    ConnectionResource.requireNotRevoked(row);
    return policy
        .suspend(row.id, new PolicyApi.Suspension(row.agency, actor))
        .onFailure()
        .transform(Suspension::pending)
        .chain(() -> connections.suspend(row.id, true, actor, reason));
  }

  /** Answers the connection once everything granted is admitted under it again. */
  Uni<Connection> resume(Connection row, Actor actor) {
    ConnectionResource.requireNotRevoked(row);
    return connections
        .suspend(row.id, false, actor, null)
        .call(
            () ->
                policy
                    .resume(row.id, new PolicyApi.Suspension(row.agency, actor))
                    .onFailure()
                    .transform(Suspension::pending));
  }

  private static ProblemException pending(Throwable failure) {
    return new ProblemException(
            503,
            "enforcement_pending",
            "It is not known yet whether every enforcement point goes by it. Repeat the call.")
        .header("Retry-After", "2");
  }
}
