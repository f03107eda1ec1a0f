package io.delega.tokenvault.outbound;

import io.delega.tokenvault.VaultConfig;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.TrustOptions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Whose certificates providers may show: the authorities that this Java trusts, and those of the
 * operator's file beside them.
 */
@Singleton
public class Trust {
  private final Optional<TrustOptions> further;

  @Inject
  Trust(VaultConfig config) {
    this.further = config.trustedCertificates().map(Trust::with);
  }

  /** Sets it up for a client. Without further ones Vert.x does as Java does. */
  public HttpClientOptions in(HttpClientOptions options) {
    further.ifPresent(options::setTrustOptions);
    return options;
  }

  private static TrustOptions with(Path pem) {
    try (InputStream file = Files.newInputStream(pem)) {
      Collection<? extends Certificate> read =
          CertificateFactory.getInstance("X.509").generateCertificates(file);
      KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      int number = 0;
      for (Certificate each : read) {
        all.setCertificateEntry("further-" + number++, each);
      }
      for (X509Certificate each : trustManager(null).getAcceptedIssuers()) {
        all.setCertificateEntry("java-" + number++, each);
      }
      return TrustOptions.wrap(trustManager(all));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(
          "delega.vault.trusted-certificates: no PEM certificates can be read from " + pem, e);
    }
  }

  private static X509TrustManager trustManager(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
