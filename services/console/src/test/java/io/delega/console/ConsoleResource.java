package io.delega.console;

import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * The console's own settings, over the issuer that the testkit runs, and services for one client.
 */
public final class ConsoleResource implements QuarkusTestResourceLifecycleManager {
  private FakeServices services;

  @Override
  public Map<String, String> start() {
    services = new FakeServices();
    return Map.of(
        "delega.issuer", DelegaResource.issuer().issuer(),
        "delega.console.cookie-secret", "only-for-tests-0123456789-0123456789",
        "delega.connect-url", services.url(),
        "delega.access-policy-url", services.url(),
        "delega.audit-url", services.url(),
        "delega.monitoring-url", services.url());
  }

  @Override
  public void stop() {
    services.stop();
  }
}
