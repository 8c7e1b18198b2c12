package dev.windlass.deploy.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The programs that the readme files show, run as they say. */
class ExamplesIT {
  private static final Path EXAMPLES = Path.of("examples");

  private static String run(String file) throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command =
        new ProcessBuilder(
            List.of(
                java,
                "-cp",
                System.getProperty("windlass.class-path", System.getProperty("java.class.path")),
                EXAMPLES.resolve(file).toString()));
    command.environment().keySet().removeIf(name -> name.startsWith("OPENAI_"));
    command.redirectError(ProcessBuilder.Redirect.DISCARD);
    var process = command.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  @Test
  void capitalsInTheOrderOfTheLinesAndAsTheyEnd() throws Exception {
    assertThat(run("embedded/Capitals.java"))
        .contains(
            """
              1 Paris: About 2,100,000 people live there.
              2 Accra: About 2,390,000 people live there.
              3 Santiago: About 6,160,000 people live there.
              4 LINE_INVALID: the variable country is missing
            """)
        .contains("As they end:")
        .contains("no further call is made");
  }

  @Test
  void fiveAtOnceAreFourAndAHalfTimesAsFastAtLeast() throws Exception {
    var said = run("toothpaste/Toothpaste.java");
    assertThat(said).contains("Serial executed in").contains("Concurrent executed in");
    var ratio = said.replaceAll("(?s).*Concurrent was ([0-9.]+) times.*", "$1");
    assertThat(Double.parseDouble(ratio.strip())).isGreaterThanOrEqualTo(4.5);
  }
}
