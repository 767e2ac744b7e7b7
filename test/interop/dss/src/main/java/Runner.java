import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.LinkedHashMap;
import java.util.logging.Level;
import java.util.logging.LogManager;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * EU DSS in one JVM for many files: a JSON object a line in, one a line out. {@code {"do":"judge", ...}} is for {@link Judge},
 * {@code "sign"} and {@code "augment"} for {@link Maker}. Nothing is fetched from a network. A job that fails gives
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

  private static Object answer(String line) {
    var action = GSON.fromJson(line, JsonObject.class).get("do").getAsString();
    var file = GSON.fromJson(line, JsonObject.class).get("file").getAsString();
    try {
      return switch (action) {
        case "judge" -> Judge.judge(GSON.fromJson(line, Judge.Job.class));
        case "sign", "augment" -> Maker.make(GSON.fromJson(line, Maker.Job.class));
        default -> throw new IllegalArgumentException("expected judge, sign or augment, found " + action);
      };
    } catch (Exception | StackOverflowError error) {
      var failed = new LinkedHashMap<String, Object>();
      failed.put("file", file);
      failed.put("error", error.toString());
      return failed;
    }
  }
}
