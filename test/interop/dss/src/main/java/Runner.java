import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import eu.europa.esig.validationreport.ValidationReportFacade;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogManager;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * EU DSS in one JVM for many files: a JSON object a line in, one a line out. {@code {"do":"judge", ...}} is for {@link Judge},
 * {@code "sign"} and {@code "augment"} for {@link Maker}, {@code "report"} reads an ETSI TS 119 102-2 report by its schema. Nothing is fetched from a network. A job that fails gives
 * {@code {"file", "error"}}.
 */
public final class Runner {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager().reset();
    java.util.logging.Logger.getLogger("").setLevel(Level.OFF);
    Security.addProvider(new BouncyCastleProvider());
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(GSON.toJson(answer(line)));
    }
  }

  private static Object readReport(String file) throws Exception {
    var report = ValidationReportFacade.newFacade().unmarshall(new File(file));
    var indications =
        report.getSignatureValidationReport().stream()
            .map(each -> each.getSignatureValidationStatus().getMainIndication().name());
    return Map.of("file", file, "indications", indications.toList());
  }

  private static Object answer(String line) {
    var action = GSON.fromJson(line, JsonObject.class).get("do").getAsString();
    var file = GSON.fromJson(line, JsonObject.class).get("file").getAsString();
    try {
      return switch (action) {
        case "judge" -> Judge.judge(GSON.fromJson(line, Judge.Job.class));
        case "report" -> readReport(file);
        case "sign", "augment" -> Maker.make(GSON.fromJson(line, Maker.Job.class));
        default -> throw new IllegalArgumentException("expected judge, report, sign or augment, found " + action);
      };
    } catch (Exception | StackOverflowError error) {
      var failed = new LinkedHashMap<String, Object>();
      failed.put("file", file);
      failed.put("error", error.toString());
      return failed;
    }
  }
}
