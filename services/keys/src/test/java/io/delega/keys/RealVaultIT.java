package io.delega.keys;

import io.delega.testkit.VaultContainerResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.condition.EnabledIf;

/** A Vault in a container, logged in by AppRole; skipped where no Docker engine answers. */
@EnabledIf("io.delega.testkit.VaultContainerResource#available")
@QuarkusTest
@WithTestResource(VaultContainerResource.class)
class RealVaultIT extends TransitContract {
  @Override
  public void rotate() {
    VaultContainerResource.rotate();
  }
}
