import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.jaxb.XmlObjectModification;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.enumerations.ValidationLevel;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Judges a file by DSS's default policy (the one of its jar), with long-term and archival data. */
final class Judge {
  static final class Job {
    String file;
    String password;
    Material material = new Material();
  }

  record Signature(
      String field,
      String kind,
      String indication,
      String subIndication,
      String format,
      boolean intact,
      List<String> undefinedChanges,
      List<String> errors,
      List<String> warnings) {}

  static Object judge(Job job) {
    var validator = new PDFDocumentValidator(new FileDocument(job.file));
    if (job.password != null) validator.setPasswordProtection(job.password.toCharArray());
    validator.setCertificateVerifier(job.material.verifier());
    validator.setValidationLevel(ValidationLevel.ARCHIVAL_DATA);
    var reports = validator.validateDocument();
    var simple = reports.getSimpleReport();
    var diagnostic = reports.getDiagnosticData();
    var signatures = diagnostic.getSignatures().stream().map(each -> signature(simple, each));
    return Map.of("file", job.file, "signatures", signatures.toList(), "timestamps", timestamps(simple, diagnostic));
  }

  private static Signature signature(SimpleReport simple, SignatureWrapper each) {
    var id = each.getId();
    return new Signature(
        each.getFirstFieldName(),
        "signature",
        simple.getIndication(id).name(),
        simple.getSubIndication(id) == null ? null : simple.getSubIndication(id).name(),
        simple.getSignatureFormat(id).name(),
        each.isSignatureIntact() && each.isBLevelTechnicallyValid(),
        changes(each.getPdfUndefinedChanges()),
        texts(simple.getAdESValidationErrors(id)),
        texts(simple.getAdESValidationWarnings(id)));
  }

  private static List<Map<String, String>> timestamps(SimpleReport simple, DiagnosticData diagnostic) {
    return diagnostic.getTimestampList().stream()
        .map(each -> Map.of("type", each.getType().name(), "indication", String.valueOf(simple.getIndication(each.getId()))))
        .toList();
  }

  private static List<String> changes(List<XmlObjectModification> found) {
    return found.stream().map(each -> each.getAction() + " " + each.getValue()).toList();
  }

  private static List<String> texts(List<Message> messages) {
    return Stream.ofNullable(messages).flatMap(List::stream).map(Message::getValue).toList();
  }
}
