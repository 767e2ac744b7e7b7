import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

/** Judges files against PDF/A-2b with veraPDF: one line a file, {@code FILE<TAB>true|false<TAB>clauses that failed}. */
public final class Judge {
  public static void main(String[] files) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    for (var file : files) {
      try (var parser = Foundries.defaultInstance().createParser(new FileInputStream(file), PDFAFlavour.PDFA_2_B);
          var validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFA_2_B, false)) {
        var result = validator.validate(parser);
        var failed =
            result.getTestAssertions().stream()
                .filter(assertion -> assertion.getStatus() == TestAssertion.Status.FAILED)
                .map(assertion -> assertion.getRuleId().getClause())
                .distinct()
                .toList();
        System.out.println(file + "\t" + result.isCompliant() + "\t" + failed);
      }
    }
  }
}
