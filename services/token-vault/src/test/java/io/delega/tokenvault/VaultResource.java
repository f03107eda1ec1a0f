package io.delega.tokenvault;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.Map;

/**
 * A keyset in a fresh folder, and ports for {@link FakeProvider} and the sandbox that the rules
 * have opened.
 */
public final class VaultResource implements QuarkusTestResourceLifecycleManager {
  static final String PORT = "delega.test.provider-port";
  static final String SANDBOX_PORT = "delega.test.sandbox-port";

  /** Opened for an issuer besides the platform's, by its name. */
  public static final String ISSUER_PORT = "delega.test.issuer-port";

  /** For a server named localhost that the proxy trusts. */
  public static final SelfSignedCertificate CERTIFICATE = SelfSignedCertificate.create("localhost");

  @Override
  public Map<String, String> start() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket another = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket third = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(free.getLocalPort());
      String sandbox = Integer.toString(another.getLocalPort());
      System.setProperty(PORT, port);
      System.setProperty(SANDBOX_PORT, sandbox);
      System.setProperty(ISSUER_PORT, Integer.toString(third.getLocalPort()));
      return Map.of(
          "delega.keys.keyset-file",
          Files.createTempDirectory("keyset").resolve("keyset.json").toString(),
          "delega.allowed-addresses",
          "127.0.0.1:" + port + ",127.0.0.1:" + sandbox + ",localhost:" + third.getLocalPort(),
          "delega.connect-url",
          "http://127.0.0.1:" + port,
          "delega.vault.trusted-certificates",
          CERTIFICATE.certificatePath(),
          "delega.vault.refresh.claim",
          "2s",
          "delega.vault.refresh.longest-pause",
          "2s",
          "delega.vault.provider.timeout",
          "5s");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {}
}
