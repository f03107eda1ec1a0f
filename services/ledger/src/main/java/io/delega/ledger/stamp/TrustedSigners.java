package io.delega.ledger.stamp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.util.Selector;

/** Which authorities are believed: those whose certificate leads to one of these. */
public final class TrustedSigners {
  private final Set<TrustAnchor> anchors = new HashSet<>();
  private final List<X509Certificate> certificates = new ArrayList<>();

  /** Reads certificates in PEM form; throws {@link IOException} when there is none. */
  public TrustedSigners(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      for (Certificate found : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        certificates.add((X509Certificate) found);
        anchors.add(new TrustAnchor((X509Certificate) found, null));
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds no certificates in PEM form", e);
    }
    if (anchors.isEmpty()) {
      throw new IOException(file + " holds no certificate");
    }
  }

  /**
   * Checks the signature, that the certificate is one for stamping and was valid at the time it
   * says, and that it leads to a trusted one.
   */
  void verify(TimeStampToken token)
      throws TSPException, OperatorCreationException, GeneralSecurityException {
    List<X509Certificate> sent = certificates(token, null);
    @SuppressWarnings("unchecked")
    Selector<X509CertificateHolder> its = token.getSID();
    List<X509Certificate> signers = certificates(token, its);
    if (signers.isEmpty()) {
      throw new TSPException("it holds no certificate of its signer");
    }
    X509Certificate signer = signers.get(0);
    token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signer));
    if (!certificates.contains(signer)) {
      requirePath(signer, sent, token);
    }
  }

  private static List<X509Certificate> certificates(
      TimeStampToken token, Selector<X509CertificateHolder> selector)
      throws GeneralSecurityException {
    JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
    Collection<X509CertificateHolder> found = token.getCertificates().getMatches(selector);
    List<X509Certificate> certificates = new ArrayList<>();
    for (X509CertificateHolder holder : found) {
      certificates.add(converter.getCertificate(holder));
    }
    return certificates;
  }

  private void requirePath(X509Certificate signer, List<X509Certificate> sent, TimeStampToken token)
      throws GeneralSecurityException {
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(signer);
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(sent)));
    parameters.setDate(token.getTimeStampInfo().getGenTime());
    parameters.setRevocationEnabled(false);
    CertPathBuilder.getInstance("PKIX").build(parameters);
  }
}
