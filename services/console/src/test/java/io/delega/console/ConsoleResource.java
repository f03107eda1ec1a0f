package io.delega.console;

import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** The console's own settings, over the issuer that the testkit runs; every service is away. */
public final class ConsoleResource implements QuarkusTestResourceLifecycleManager {
  @Override
  public Map<String, String> start() {
    return Map.of(
        "delega.issuer", DelegaResource.issuer().issuer(),
        "delega.console.cookie-secret", "only-for-tests-0123456789-0123456789",
        "delega.connect-url", "http://localhost:1",
        "delega.access-policy-url", "http://localhost:1",
        "delega.audit-url", "http://localhost:1",
        "delega.monitoring-url", "http://localhost:1");
  }

  @Override
  public void stop() {}
}
