package io.delega.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A Vault for a service's tests that speaks what we use of it, steered by {@link
 * VaultDoubleControl}. Init argument {@code login}: {@code approle} (default) or {@code
 * kubernetes}.
 */
public final class VaultDoubleResource implements QuarkusTestResourceLifecycleManager {
  private String login = "approle";
  private VaultDouble vault;

  @Override
  public void init(Map<String, String> arguments) {
    login = arguments.getOrDefault("login", login);
  }

  @Override
  public Map<String, String> start() {
    vault = VaultDouble.start();
    System.setProperty(VaultDoubleControl.URL, vault.url());
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("delega.keys.kek", "vault");
    settings.put("quarkus.vault.url", vault.url());
    if (login.equals("kubernetes")) {
      settings.put("quarkus.vault.authentication.kubernetes.role", VaultDoubleLogins.ROLE);
      settings.put(
          "quarkus.vault.authentication.kubernetes.jwt-token-path",
          serviceAccountToken().toString());
      // Only in a pod there is the cluster's certificate.
      settings.put("quarkus.vault.tls.use-kubernetes-ca-cert", "false");
    } else {
      settings.put("quarkus.vault.authentication.app-role.role-id", vault.logins().roleId);
      settings.put("quarkus.vault.authentication.app-role.secret-id", vault.logins().secretId);
    }
    return settings;
  }

  private Path serviceAccountToken() {
    try {
      Path file = Files.createTempFile("service-account", ".token");
      file.toFile().deleteOnExit();
      return Files.writeString(file, vault.logins().serviceAccountToken);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    vault.close();
  }
}
