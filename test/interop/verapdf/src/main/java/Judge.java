import java.io.FileInputStream;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

/** Judges files with veraPDF. Arguments: {@code FLAVOUR FILE} pairs, like {@code 1b surat.pdf}; answers {@code FLAVOUR<TAB>FILE<TAB>rules that failed}. */
public final class Judge {
  public static void main(String[] pairs) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    for (var at = 0; at < pairs.length; at += 2) {
      var flavour = PDFAFlavour.byFlavourId(pairs[at]);
      var file = pairs[at + 1];
      try (var parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
          var validator = Foundries.defaultInstance().createValidator(flavour, false)) {
        var failed = new TreeSet<String>();
        for (var assertion : validator.validate(parser).getTestAssertions()) {
          if (assertion.getStatus() != TestAssertion.Status.FAILED) continue;
          failed.add(assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber());
        }
        System.out.println(pairs[at] + "\t" + file + "\t" + String.join(",", failed));
      }
    }
  }
}
