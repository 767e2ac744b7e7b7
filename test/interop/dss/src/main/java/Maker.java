import eu.europa.esig.dss.enumerations.CertificationPermission;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.SignatureFieldParameters;
import eu.europa.esig.dss.pades.SignatureImageParameters;
import eu.europa.esig.dss.pades.SignatureImageTextParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.spi.x509.tsp.KeyEntityTSPSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Date;
import java.util.List;
import java.util.Map;

/** Signs or augments a file with DSS, by keys given as PKCS #8 DER files. */
final class Maker {
  static final class Key {
    String privateKey;
    /** RSA, EC or Ed25519. */
    String kind;
    /** DER files, the key's own certificate first. */
    List<String> path;
  }

  static final class Job {
    String file;
    String output;
    /** B, T, LT or LTA. */
    String level;
    String password;
    Key key;
    Key timestamping;
    Material material = new Material();
    boolean visible;
    /** 1, 2 or 3 for a certification. */
    int certify;
    /** An existing field. */
    String field;
  }

  static Object make(Job job) throws Exception {
    var service = new PAdESService(job.material.verifier());
    service.setTspSource(timestamps(job.timestamping));
    var document = new FileDocument(job.file);
    var made = job.key == null ? service.extendDocument(document, parameters(job)) : sign(service, document, job);
    made.save(job.output);
    return Map.of("file", job.file, "output", job.output);
  }

  private static DSSDocument sign(PAdESService service, DSSDocument document, Job job) throws Exception {
    var parameters = parameters(job);
    var chain = job.key.path.stream().map(Material::certificate).toList();
    parameters.setSigningCertificate(chain.get(0));
    parameters.setCertificateChain(chain);
    parameters.bLevel().setSigningDate(new Date());
    if (job.certify > 0) parameters.setPermission(CertificationPermission.fromCode(job.certify));
    parameters.setReason("Pengesahan rekaan");
    if (job.visible || job.field != null) parameters.setImageParameters(image(job));
    var toSign = service.getDataToSign(document, parameters);
    var algorithm = parameters.getSignatureAlgorithm();
    var signer = Signature.getInstance(algorithm.getJCEId());
    signer.initSign(privateKey(job.key));
    signer.update(toSign.getBytes());
    return service.signDocument(document, parameters, new SignatureValue(algorithm, signer.sign()));
  }

  private static PAdESSignatureParameters parameters(Job job) {
    var parameters = new PAdESSignatureParameters();
    parameters.setSignatureLevel(SignatureLevel.valueOf("PAdES_BASELINE_" + job.level));
    var isEdwards = job.key != null && job.key.kind.equals("Ed25519");
    parameters.setDigestAlgorithm(isEdwards ? DigestAlgorithm.SHA512 : DigestAlgorithm.SHA256);
    if (job.password != null) parameters.setPasswordProtection(job.password.toCharArray());
    return parameters;
  }

  private static SignatureImageParameters image(Job job) {
    var image = new SignatureImageParameters();
    var field = new SignatureFieldParameters();
    if (job.field != null) field.setFieldId(job.field);
    else {
      field.setOriginX(20);
      field.setOriginY(20);
      field.setWidth(120);
      field.setHeight(40);
    }
    image.setFieldParameters(field);
    if (job.visible) {
      var text = new SignatureImageTextParameters();
      text.setText("Ditandatangani secara elektronik");
      image.setTextParameters(text);
    }
    return image;
  }

  private static KeyEntityTSPSource timestamps(Key key) throws Exception {
    var path = key.path.stream().map(Material::certificate).map(CertificateToken::getCertificate).toList();
    var source = new KeyEntityTSPSource(privateKey(key), path.get(0), path);
    source.setTsaPolicy("1.3.6.1.4.1.99999.1");
    return source;
  }

  private static PrivateKey privateKey(Key key) throws Exception {
    try {
      return KeyFactory.getInstance(key.kind).generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(Path.of(key.privateKey))));
    } catch (GeneralSecurityException error) {
      throw new IllegalArgumentException("key of a " + key.kind + " job: " + error.getMessage(), error);
    }
  }
}
