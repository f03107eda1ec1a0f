package io.delega.connect.connection;

import io.delega.api.ProblemException;
import io.delega.connect.remote.PolicyApi;
import io.delega.connect.remote.Remote;
import io.delega.contracts.Actor;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * Suspends connections and lets them go on. Agency and client suspend apart, and each ends its own
 * suspension only; access-policy keeps them apart under its lock, and its answers are stored in the
 * order of their versions. A suspension is enforced before it is shown, the end of one is shown
 * before it is enforced: should either be interrupted, less is admitted than is shown.
 */
@ApplicationScoped
class Suspension {
  private static final String BY_AGENCY = "suspended_by_agency";
  private static final String BY_CLIENT = "suspended_by_client";

  private final Connections connections;
  private final PolicyApi policy;

  @Inject
  Suspension(Connections connections, @RestClient PolicyApi policy) {
    this.connections = connections;
    this.policy = policy;
  }

  /** Answers the connection once nothing is admitted under it. */
  Uni<Connection> suspend(String agency, String ownClient, Actor actor, String id) {
    return connections
        .require(agency, ownClient, id)
        .invoke(ConnectionResource::requireNotRevoked)
        .chain(row -> policy.suspend(id, new PolicyApi.Suspension(agency, actor)))
        .onFailure(Suspension::isRemote)
        .transform(Suspension::told)
        .chain(answer -> store(id, actor, answer));
  }

  /** Answers the connection once every enforcement point goes by what is left. */
  Uni<Connection> resume(String agency, String ownClient, Actor actor, String id) {
    return inTransaction(id, row -> ended(row, agency, ownClient, actor))
        .chain(() -> policy.resume(id, new PolicyApi.Suspension(agency, actor)))
        .onFailure(Suspension::isRemote)
        .transform(Suspension::told)
        .chain(answer -> store(id, actor, answer));
  }

  private Uni<Void> ended(Connection row, String agency, String ownClient, Actor actor) {
    Connections.requireVisible(row, agency, ownClient);
    ConnectionResource.requireNotRevoked(row);
    boolean client = Actor.CLIENT.equals(actor.kind());
    if (client && row.suspendedByAgency && !row.suspendedByClient) {
      throw new ProblemException(
          403, BY_AGENCY, "The agency has suspended it; only the agency resumes it.");
    }
    if (!client && row.suspendedByClient && !row.suspendedByAgency) {
      throw new ProblemException(
          403, BY_CLIENT, "The client has suspended it; only the client resumes it.");
    }
    return connections.suspended(
        row, actor, client && row.suspendedByAgency, !client && row.suspendedByClient);
  }

  /** An answer that another one has overtaken changes nothing. */
  private Uni<Connection> store(String id, Actor actor, PolicyApi.Suspended answer) {
    return inTransaction(
        id,
        row -> {
          if (row.state == ConnectionState.REVOKED || answer.version() < row.suspensionVersion) {
            return Uni.createFrom().voidItem();
          }
          row.suspensionVersion = answer.version();
          return connections.suspended(
              row,
              actor,
              answer.suspendedBy().contains("agency"),
              answer.suspendedBy().contains("client"));
        });
  }

  private Uni<Connection> inTransaction(String id, Function<Connection, Uni<Void>> change) {
    return Panache.withTransaction(() -> connections.locked(id).call(change::apply));
  }

  private static boolean isRemote(Throwable failure) {
    return !(failure instanceof ProblemException);
  }

  /** access-policy can know of a revocation that is still on its way to this service. */
  private static ProblemException told(Throwable failure) {
    if (Remote.status(failure) == 409) {
      return ConnectionResource.revoked();
    }
    return new ProblemException(
            503,
            "enforcement_pending",
            "It is not known yet whether every enforcement point goes by it. Repeat the call.")
        .header("Retry-After", "2");
  }

  /** {@code agency}, {@code client}; null when nobody suspends it. */
  static List<String> by(Connection row) {
    if (row.state != ConnectionState.SUSPENDED) {
      return null;
    }
    if (row.suspendedByAgency) {
      return row.suspendedByClient ? List.of("agency", "client") : List.of("agency");
    }
    return List.of("client");
  }

  /** Why it is suspended; what the client has suspended is said first. Null when it is not. */
  static String reason(Connection row) {
    if (row.suspendedByClient) {
      return BY_CLIENT;
    }
    return row.suspendedByAgency ? BY_AGENCY : null;
  }
}
