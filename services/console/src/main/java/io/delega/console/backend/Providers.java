package io.delega.console.backend;

import io.delega.console.ConsoleConfig;
import io.delega.console.backend.Shapes.Connection;
import io.delega.console.backend.Shapes.Provider;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** The definitions of the providers that some connections use, for their operations' titles. */
@ApplicationScoped
public class Providers {
  private final ConnectApi connect;
  private final ConsoleConfig config;

  Providers(@RestClient ConnectApi connect, ConsoleConfig config) {
    this.connect = connect;
    this.config = config;
  }

  /** One that cannot be had is left out: operations then show by their names. */
  public Uni<List<Provider>> of(String bearer, List<Connection> connections) {
    List<Uni<Provider>> lookups =
        connections.stream()
            .map(Connection::provider)
            .distinct()
            .map(
                id ->
                    connect
                        .provider(bearer, id)
                        .ifNoItem()
                        .after(config.serviceTimeout())
                        .fail()
                        .onFailure()
                        .recoverWithNull())
            .toList();
    if (lookups.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return Uni.join()
        .all(lookups)
        .andFailFast()
        .map(found -> found.stream().filter(Objects::nonNull).toList());
  }
}
