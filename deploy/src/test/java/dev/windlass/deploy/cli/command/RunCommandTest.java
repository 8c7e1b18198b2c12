package dev.windlass.deploy.cli.command;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.deploy.cli.FakeServer;
import dev.windlass.deploy.cli.ServerOptions;
import dev.windlass.deploy.cli.StartFailure;
import dev.windlass.deploy.cli.Typed;
import dev.windlass.deploy.cli.term.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  private static final String PROMPT = "Summarise: {text}";

  @TempDir Path folder;
  private FakeServer server;
  private final AtomicReference<ServerOptions> started = new AtomicReference<>();

  @BeforeEach
  void begin() throws IOException {
    server = new FakeServer();
    Files.writeString(
        folder.resolve("rows.jsonl"), "{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"text\":\"c\"}\n");
    Files.writeString(folder.resolve("broken.jsonl"), "{\"text\":\"a\"}\n{\"text\":\"broken\"}\n");
  }

  @AfterEach
  void end() {
    server.close();
  }

  private Typed elsewhere() {
    return new Typed(folder).env("WINDLASS_URL", server.url().toString());
  }

  private Typed here() {
    return new Typed(folder)
        .servers(options -> {
          started.set(options);
          return server;
        });
  }

  @Test
  void aPromptOverAFileWritesItsRowsInTheOrderOfTheInput() throws IOException {
    var done = elsewhere().type("run", PROMPT, "rows.jsonl", "-m", "openai/x", "-o", "out.jsonl");

    assertThat(done.exit()).as(done.err()).isEqualTo(Exit.OK);
    assertThat(folder.resolve("out.jsonl"))
        .hasContent(
            """
            {"line":1,"status":"succeeded","output":3.0}
            {"line":2,"status":"succeeded","output":3.0}
            {"line":3,"status":"succeeded","output":3.0}
            """);
    assertThat(folder.resolve("out.jsonl.part")).doesNotExist();
    assertThat(done.out()).isEmpty();
    assertThat(done.err()).contains("job_1", "3 lines", "3 succeeded, 0 failed");
    assertThat(server.jobs.values().iterator().next().lines).hasSize(3);
    assertThat(server.bodies.getFirst().at("/chain/steps/0/ask").asText()).isEqualTo(PROMPT);
    assertThat(server.bodies.getFirst().at("/chain/model").asText()).isEqualTo("openai/x");
  }

  @Test
  void withoutAFileRowsGoToStandardOutputAsTheyComplete() {
    var done = elsewhere().type("run", PROMPT, "rows.jsonl", "-m", "openai/x", "--quiet");

    assertThat(done.out())
        .isEqualTo(
            """
            {"line":3,"status":"succeeded","output":3.0}
            {"line":2,"status":"succeeded","output":3.0}
            {"line":1,"status":"succeeded","output":3.0}
            """);
    assertThat(done.err()).isEmpty();
  }

  @Test
  void theSameWordsMeetTheSameJobAndSendNothingAgain() throws IOException {
    elsewhere().type("run", PROMPT, "rows.jsonl", "-m", "openai/x", "-o", "one.jsonl");
    var again =
        elsewhere()
            .type(
                "run",
                PROMPT,
                "rows.jsonl",
                "-m",
                "openai/x",
                "-o",
                "two.jsonl",
                "--order",
                "input");

    assertThat(again.exit()).isEqualTo(Exit.OK);
    assertThat(again.err()).contains("job_1", "ended before", "--new");
    assertThat(server.jobs).hasSize(1);
    assertThat(folder.resolve("two.jsonl")).hasSameTextualContentAs(folder.resolve("one.jsonl"));
    assertThat(server.requests).filteredOn(each -> each.contains("seal=true")).hasSize(1);
  }

  @Test
  void newMakesAFreshJobAndIsWhatTheSameWordsGoOnWith() {
    here().type("run", PROMPT, "rows.jsonl", "-m", "openai/x");
    var fresh = here().type("run", PROMPT, "rows.jsonl", "-m", "openai/x", "--new");
    var again = here().type("run", PROMPT, "rows.jsonl", "-m", "openai/x");

    assertThat(fresh.err()).contains("job_2").doesNotContain("ended before");
    assertThat(again.err()).contains("job_2", "ended before");
    assertThat(server.jobs).hasSize(2);
  }

  @Test
  void anUploadThatIsCutGoesOnWhereItWas() {
    server.cutUploadAfter = 2;
    var done = elsewhere().type("run", PROMPT, "rows.jsonl", "-m", "openai/x", "-o", "out.jsonl");

    assertThat(done.exit()).as(done.err()).isEqualTo(Exit.OK);
    assertThat(server.jobs.values().iterator().next().lines).hasSize(3);
    assertThat(server.requests).anyMatch(each -> each.contains("offset=2&seal=true"));
  }

  @Test
  void resultsThatAreCutGoOnBehindTheLastRow() {
    server.cutResultsAfter = 1;
    var done = elsewhere().type("run", PROMPT, "rows.jsonl", "-m", "openai/x", "-o", "out.jsonl");

    assertThat(done.exit()).as(done.err()).isEqualTo(Exit.OK);
    assertThat(folder.resolve("out.jsonl")).content().hasLineCount(3);
    assertThat(server.requests).anyMatch(each -> each.contains("cursor=1"));
  }

  @Test
  void failedRowsExitThreeAndNameTheWayBack() {
    var done = elsewhere().type("run", PROMPT, "broken.jsonl", "-m", "openai/x", "-o", "out.jsonl");
    var again =
        elsewhere().type("run", PROMPT, "broken.jsonl", "-m", "openai/x", "-o", "out.jsonl");

    assertThat(done.exit()).isEqualTo(Exit.FAILED_LINES);
    assertThat(done.err()).contains("timeout 1", "windlass retry job_1");
    assertThat(again.exit()).isEqualTo(Exit.FAILED_LINES);
    assertThat(again.err()).contains("windlass retry job_1");
  }

  @Test
  void aJobThatWasCancelledIsAConflictThatNamesBothWaysOn() {
    elsewhere().type("run", PROMPT, "rows.jsonl", "-m", "openai/x", "-o", "out.jsonl");
    elsewhere().type("cancel", "job_1", "--yes");
    var again = elsewhere().type("run", PROMPT, "rows.jsonl", "-m", "openai/x", "-o", "out.jsonl");

    assertThat(again.exit()).isEqualTo(Exit.CONFLICT);
    assertThat(again.err()).contains("cancelled", "--new", "windlass retry job_1");
  }

  @Test
  void otherLabelsOfTheSameWorkStillMeetTheJobThatIsThere() {
    elsewhere().type("run", PROMPT, "rows.jsonl", "-m", "openai/x", "-o", "out.jsonl");
    var again =
        elsewhere()
            .type(
                "run",
                PROMPT,
                "rows.jsonl",
                "-m",
                "openai/x",
                "-o",
                "out.jsonl",
                "--label",
                "team=a");

    assertThat(again.exit()).as(again.err()).isEqualTo(Exit.OK);
    assertThat(server.jobs).hasSize(1);
  }

  @Test
  void standardInputIsAJobLikeAnyOtherAndIsNotKept() throws IOException {
    var rows = Files.readString(folder.resolve("rows.jsonl"));
    var piped = here().piping(rows).type("run", PROMPT, "-", "-m", "openai/x");
    var file = here().type("run", PROMPT, "rows.jsonl", "-m", "openai/x");

    assertThat(piped.exit()).as(piped.err()).isEqualTo(Exit.OK);
    assertThat(file.err()).as("the same rows are the same job").contains("job_1", "ended before");
    assertThat(folder.resolve(".windlass/spool")).isEmptyDirectory();
  }

  @Test
  void withoutAServerOneStartsHereAndIsStopped() {
    var done =
        here()
            .type(
                "run",
                PROMPT,
                "rows.jsonl",
                "-m",
                "openai/x",
                "--limit",
                "rpm=6e3,burst=100",
                "--data",
                "kept",
                "--pool",
                "64");

    assertThat(done.exit()).as(done.err()).isEqualTo(Exit.OK);
    var options = requireNonNull(started.get());
    assertThat(options.embedded()).isTrue();
    assertThat(options.port()).isZero();
    assertThat(options.data()).isEqualTo(folder.resolve("kept"));
    assertThat(options.limits()).containsExactly("rpm=6000,burst=100");
    assertThat(options.pool()).isEqualTo(64);
    assertThat(server.stopped).isTrue();
  }

  @Test
  void aServerThatCannotStartSaysWhyWithItsOwnExitCode() {
    var done =
        new Typed(folder)
            .servers(options -> {
              throw new StartFailure(7, "the folder is held by process 4711 at http://127.0.0.1:9");
            })
            .type("run", PROMPT, "rows.jsonl", "-m", "openai/x");

    assertThat(done.exit()).isEqualTo(Exit.CONFLICT);
    assertThat(done.err()).contains("process 4711");
  }

  @Test
  void aSimulatedProviderIsSaidLoudlyEvenWhenQuiet() {
    server.providerType = "simulated";
    var done = here().type("run", PROMPT, "rows.jsonl", "-m", "openai/x", "--quiet");

    assertThat(done.err()).contains("SIMULATED PROVIDER", "OPENAI_API_KEY");
  }

  @Test
  void aPromptThatUsesNothingOfARowStops() {
    var done = here().type("run", "Tell me a joke", "rows.jsonl", "-m", "openai/x");

    assertThat(done.exit()).isEqualTo(Exit.USAGE);
    assertThat(done.err()).contains("3 rows", "{text}", "the rows have text");
    assertThat(started.get()).as("nothing was started").isNull();
  }

  @Test
  void doubledBracesAroundAColumnStopWithAHint() {
    var done = here().type("run", "Summarise: {{text}}", "rows.jsonl", "-m", "openai/x");

    assertThat(done.exit()).isEqualTo(Exit.USAGE);
    assertThat(done.err()).contains("write {text}");
  }

  @Test
  void aPromptWithoutAModelStopsUnlessADefaultIsSet() {
    var without = here().type("run", PROMPT, "rows.jsonl");
    var with = here().env("WINDLASS_DEFAULT_MODEL", "openai/y").type("run", PROMPT, "rows.jsonl");

    assertThat(without.exit()).isEqualTo(Exit.USAGE);
    assertThat(without.err()).contains("-m", "windlass.default-model");
    assertThat(with.exit()).isEqualTo(Exit.OK);
    assertThat(server.bodies.getLast().at("/chain/model").asText()).isEqualTo("openai/y");
  }

  @Test
  void aChainFileIsCheckedBeforeAnythingStarts() throws IOException {
    Files.writeString(
        folder.resolve("bad.yaml"),
        "model: openai/x\nsteps:\n  - ask: \"Hello {name\"\n    az: city\n");
    var done = here().type("run", "bad.yaml", "rows.jsonl");
    var json = here().type("run", "bad.yaml", "rows.jsonl", "--json");

    assertThat(done.exit()).isEqualTo(Exit.USAGE);
    assertThat(done.err()).contains("bad.yaml:").contains("az");
    assertThat(started.get()).isNull();
    assertThat(json.out()).isEmpty();
    assertThat(json.err().lines()).hasSize(1);
    assertThat(json.err()).startsWith("{").contains("\"errors\"", "\"pointer\"");
  }

  @Test
  void aStoredChainIsPinnedToItsVersion() throws IOException {
    Files.writeString(
        folder.resolve("greet.yaml"), "model: openai/x\nsteps:\n  - ask: \"Hello {text}\"\n");
    var applied = elsewhere().type("chain", "apply", "greet.yaml");
    var done = elsewhere().type("run", "greet", "rows.jsonl", "-o", "out.jsonl");

    assertThat(applied.out()).isEqualTo("greet@1\n");
    assertThat(done.exit()).as(done.err()).isEqualTo(Exit.OK);
    assertThat(server.bodies.getLast().path("chain").asText()).isEqualTo("greet@1");
  }

  @Test
  void aChainThatIsNotStoredIsNotFound() {
    var done = elsewhere().type("run", "nobody", "rows.jsonl");

    assertThat(done.exit()).isEqualTo(Exit.NOT_FOUND);
    assertThat(done.err()).contains("no chain nobody", "windlass chain apply");
  }

  @Test
  void oneRunPrintsItsAnswer() {
    var done =
        elsewhere()
            .type(
                "run",
                "The capital of {country}?",
                "-m",
                "openai/x",
                "--input",
                "{\"country\":\"France\"}");

    assertThat(done.exit()).as(done.err()).isEqualTo(Exit.OK);
    assertThat(done.out()).isEqualTo("Paris\n");
    assertThat(server.bodies.getLast().at("/input/country").asText()).isEqualTo("France");
  }

  @Test
  void limitsThatNoSingleJobCanHaveAreRefusedElsewhere() {
    var refused =
        elsewhere().type("run", PROMPT, "rows.jsonl", "-m", "openai/x", "--limit", "rpm=5");
    var taken =
        elsewhere().type("run", PROMPT, "rows.jsonl", "-m", "openai/x", "--limit", "concurrency=5");

    assertThat(refused.exit()).isEqualTo(Exit.USAGE);
    assertThat(refused.err()).contains("windlass limits openai --set rpm=N");
    assertThat(taken.exit()).isEqualTo(Exit.OK);
    assertThat(server.bodies.getFirst().path("concurrency").asInt()).isEqualTo(5);
  }

  @Test
  void nobodyThereIsSixAndWhoIsNotLetInIsFive() {
    var nobody = new Typed(folder).env("WINDLASS_URL", "http://127.0.0.1:1").type("jobs");
    server.refuseAll = 401;
    var refused = elsewhere().type("jobs");

    assertThat(nobody.exit()).isEqualTo(Exit.UNREACHABLE);
    assertThat(nobody.err()).contains("127.0.0.1:1", "windlass server");
    assertThat(refused.exit()).isEqualTo(Exit.REFUSED);
  }
}
