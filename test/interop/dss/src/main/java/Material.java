import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonCertificateSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.spi.x509.revocation.ocsp.ExternalResourcesOCSPSource;
import java.io.File;
import java.util.List;

/** Anchors, certificates, lists and responses that a job names as DER files; nothing comes from elsewhere. */
final class Material {
  List<String> anchors = List.of();
  List<String> certificates = List.of();
  List<String> crls = List.of();
  List<String> ocsps = List.of();

  CommonCertificateVerifier verifier() {
    var verifier = new CommonCertificateVerifier(true);
    var trusted = new CommonTrustedCertificateSource();
    for (var anchor : anchors) trusted.addCertificate(certificate(anchor));
    verifier.setTrustedCertSources(trusted);
    var adjunct = new CommonCertificateSource();
    for (var other : certificates) adjunct.addCertificate(certificate(other));
    verifier.setAdjunctCertSources(adjunct);
    if (!crls.isEmpty()) verifier.setCrlSource(new ExternalResourcesCRLSource(documents(crls)));
    if (!ocsps.isEmpty()) verifier.setOcspSource(new ExternalResourcesOCSPSource(documents(ocsps)));
    return verifier;
  }

  static CertificateToken certificate(String file) {
    return DSSUtils.loadCertificate(new File(file));
  }

  private static DSSDocument[] documents(List<String> files) {
    return files.stream().map(FileDocument::new).toArray(DSSDocument[]::new);
  }
}
