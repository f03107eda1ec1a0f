package io.delega.tokenvault.proxy;

import io.delega.keys.Secret;
import io.delega.tokenvault.credential.CredentialUnavailableException;
import io.delega.tokenvault.credential.Credentials;
import io.delega.tokenvault.credential.Injection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Credentials of {@link TestUpstream}, without a database behind them. */
@Alternative
@Singleton
public class FakeCredentials implements Credentials {
  final List<String> forgotten = new CopyOnWriteArrayList<>();
  volatile String baseUrl = TestUpstream.url() + "/api";
  volatile Set<String> hosts = Set.of(URI.create(TestUpstream.url()).getAuthority());
  volatile String failing;
  volatile Map<String, Secret> query = Map.of();
  volatile long version = 1;

  void reset() {
    baseUrl = TestUpstream.url() + "/api";
    hosts = Set.of(URI.create(TestUpstream.url()).getAuthority());
    query = Map.of();
    failing = null;
    version = 1;
  }

  @Override
  public Uni<Injection> take(String connection) {
    return failing == null
        ? Uni.createFrom().item(injection())
        : Uni.createFrom().failure(new CredentialUnavailableException(failing, "as the test says"));
  }

  @Override
  public Uni<Injection> takeAfterRejection(String connection, Injection rejected) {
    version = rejected.version() + 1;
    return take(connection);
  }

  @Override
  public void forget(String connection) {
    forgotten.add(connection);
  }

  private Injection injection() {
    return new Injection(
        1,
        version,
        Map.of("Authorization", Secret.of("Bearer token-" + version)),
        query,
        URI.create(baseUrl),
        hosts);
  }
}
