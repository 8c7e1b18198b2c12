import dev.windlass.deploy.embedded.RunResult;
import dev.windlass.deploy.embedded.RunResult.Succeeded;
import dev.windlass.deploy.embedded.Windlass;
import dev.windlass.engine.chain.Chain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Five names for a company that makes toothpaste, one after the other and at once. Five identical
 * prompts are five calls. The provider is simulated and takes a second for each answer.
 */
public final class Toothpaste {
  static final int NAMES = 5;
  static final Map<String, String> LINE = Map.of("product", "toothpaste");

  public static void main(String... args) {
    Chain name =
        Chain.named("company-name")
            .model("openai/gpt-4o-mini").temperature(0.9)
            .ask("What is a good name for a company that makes {product}?").as("name")
            .build();

    try (var windlass =
        Windlass.settings()
            .simulated(Duration.ofSeconds(1))
            .set("windlass.simulated.sigma", 0) // each answer takes the same time
            .start()) {
      long begun = System.nanoTime();
      var serial = new ArrayList<RunResult>();
      for (int i = 0; i < NAMES; i++) {
        serial.add(windlass.run(name, LINE).join());
      }
      double serialSeconds = print("Serial", serial, begun);

      begun = System.nanoTime();
      var concurrent = windlass.gather(name, Collections.nCopies(NAMES, LINE)).join();
      double concurrentSeconds = print("Concurrent", concurrent, begun);

      System.out.printf(
          Locale.ROOT, "Concurrent was %.1f times as fast.%n", serialSeconds / concurrentSeconds);
    }
  }

  static double print(String how, List<RunResult> rows, long begun) {
    double seconds = (System.nanoTime() - begun) / 1e9;
    for (var row : rows) {
      System.out.println(
          "  " + (row instanceof Succeeded done ? done.output().path("name").asText() : row));
    }
    System.out.printf(Locale.ROOT, "%s executed in %.2f seconds.%n", how, seconds);
    return seconds;
  }
}
