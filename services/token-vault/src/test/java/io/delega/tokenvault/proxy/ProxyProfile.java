package io.delega.tokenvault.proxy;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import java.util.Set;

/** The proxy with {@link FakeCredentials}. */
public final class ProxyProfile implements QuarkusTestProfile {
  @Override
  public Set<Class<?>> getEnabledAlternatives() {
    return Set.of(FakeCredentials.class);
  }

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "delega.access.dead-after-leases",
        "1",
        "delega.proxy.issuer-keys.pause",
        "10ms",
        "delega.proxy.trusted-edges",
        "127.0.0.1,::1",
        "delega.proxy.calls-per-connection",
        "4",
        "delega.proxy.largest-request",
        "4000000",
        "delega.proxy.largest-answer",
        "4000000");
  }
}
