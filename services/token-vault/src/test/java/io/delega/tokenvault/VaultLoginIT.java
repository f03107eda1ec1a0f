package io.delega.tokenvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The packaged token-vault, as it is started in production. */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class VaultLoginIT {
  @Test
  void doesNotStartWithATokenThatDoesNotRunOut() throws IOException {
    try (VaultProcess process =
        VaultProcess.start(
            Map.of(
                "delega.keys.kek",
                "vault",
                "quarkus.vault.url",
                "http://127.0.0.1:1",
                "quarkus.vault.authentication.client-token",
                "hvs.canary-token"))) {
      assertThat(process.ended())
          .contains(
              "quarkus.vault.authentication.client-token keeps a login that does not run out",
              "quarkus.vault.authentication.app-role.role-id")
          .doesNotContain("canary");
    }
  }
}
