package io.delega.connect.connection;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.delega.connect.ConnectConfig;
import io.delega.connect.StoredJson;
import io.delega.connect.remote.PolicyApi;
import io.delega.connect.remote.Revocation;
import io.delega.connect.remote.VaultApi;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.function.Consumer;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;

/**
 * What a revocation still needs: enforcement by access-policy, destruction by token-vault. Both
 * calls can be repeated, so a step is done again until its answer is stored.
 */
@ApplicationScoped
public class RevocationSteps {
  private static final Logger LOG = Logger.getLogger(RevocationSteps.class);
  private static final TypeReference<JsonNode> JSON = new TypeReference<>() {};

  private final PolicyApi policy;
  private final VaultApi vault;
  private final Connections connections;
  private final ConnectConfig config;
  private final Clock clock;

  @Inject
  RevocationSteps(
      @RestClient PolicyApi policy,
      @RestClient VaultApi vault,
      Connections connections,
      ConnectConfig config,
      Clock clock) {
    this.policy = policy;
    this.vault = vault;
    this.connections = connections;
    this.config = config;
    this.clock = clock;
  }

  /** Does what is left to do and answers the connection as it then is; never fails. */
  public Uni<Connection> run(Connection revoked) {
    return enforce(revoked).chain(this::destroy);
  }

  private Uni<Connection> enforce(Connection row) {
    if (row.enforcement != null) {
      return Uni.createFrom().item(row);
    }
    return policy
        .revoke(row.id, new Revocation(row.agency, row.reason, row.revokedBy()))
        .chain(answer -> store(row.id, r -> r.enforcement = StoredJson.write(answer)))
        .onFailure()
        .recoverWithUni(failure -> later(row, "enforcement", failure));
  }

  private Uni<Connection> destroy(Connection row) {
    if (row.destruction != null) {
      return Uni.createFrom().item(row);
    }
    return vault
        .destroy(row.id, new VaultApi.Destroy(row.reason))
        .chain(answer -> destroyed(row, answer))
        .onFailure()
        .recoverWithUni(failure -> later(row, "destruction", failure));
  }

  /** While the provider has not confirmed the revocation, token-vault is asked again. */
  private Uni<Connection> destroyed(Connection row, JsonNode answer) {
    return "pending".equals(answer.path("provider").path("outcome").asText())
        ? again(row)
        : store(row.id, r -> r.destruction = StoredJson.write(answer));
  }

  private Uni<Connection> store(String id, Consumer<Connection> change) {
    return Panache.withTransaction(
        () ->
            connections
                .locked(id)
                .invoke(
                    row -> {
                      change.accept(row);
                      if (row.gone()) {
                        row.retryAt = null;
                      }
                    }));
  }

  private Uni<Connection> later(Connection row, String step, Throwable failure) {
    LOG.warnf(
        "The %s of %s is to be repeated: %s", step, row.id, failure.getClass().getSimpleName());
    return again(row);
  }

  private Uni<Connection> again(Connection row) {
    return Panache.withTransaction(
        () ->
            connections
                .locked(row.id)
                .invoke(r -> r.retryAt = clock.instant().plus(config.retryAfter())));
  }

  static JsonNode json(String stored) {
    return StoredJson.read(stored, JSON);
  }
}
