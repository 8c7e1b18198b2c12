package dev.windlass.deploy.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.deploy.cli.FakeServer;
import dev.windlass.deploy.cli.Typed;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.term.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AskingCommandsTest {
  @TempDir Path folder;
  private FakeServer server;

  @BeforeEach
  void aJobWithTwoGoodRowsAndABrokenOne() throws IOException {
    server = new FakeServer();
    Files.writeString(
        folder.resolve("rows.jsonl"),
        "{\"text\":\"a\"}\n{\"text\":\"broken\"}\n{\"text\":\"c\"}\n");
    var submitted = typed().type("submit", "Summarise: {text}", "rows.jsonl", "-m", "openai/x");
    assertThat(submitted.exit()).as(submitted.err()).isEqualTo(Exit.OK);
    assertThat(submitted.out()).as("the id alone").isEqualTo("job_1\n");
  }

  @AfterEach
  void end() {
    server.close();
  }

  private Typed typed() {
    return new Typed(folder).env("WINDLASS_URL", server.url().toString());
  }

  @Test
  void jobsAreATableOrOneObjectALine() throws IOException {
    var table = typed().type("jobs");
    var lines = typed().type("jobs", "--json");

    assertThat(table.out().lines().toList().getFirst()).startsWith("JOB").contains("STATE");
    assertThat(table.out()).contains("job_1", "completed", "100.0 %");
    assertThat(Json.read(lines.out()).path("id").asText()).isEqualTo("job_1");
  }

  @Test
  void filtersGoToTheServer() {
    typed().type("jobs", "--state", "running", "--label", "team=a b");

    assertThat(server.requests.getLast()).contains("state=running").contains("label=team%3Da%20b");
  }

  @Test
  void aJobThatIsNotThereIsFour() {
    var asked = typed().type("job", "job_9");

    assertThat(asked.exit()).isEqualTo(Exit.NOT_FOUND);
    assertThat(asked.err()).contains("there is no job job_9");
  }

  @Test
  void failuresNameTheClassAnExampleAndTheRetry() {
    var asked = typed().type("failures", "job_1");

    assertThat(asked.out()).contains("timeout", "yes", "no answer in 120 s");
    assertThat(asked.err()).contains("windlass retry job_1 --codes timeout");
  }

  @Test
  void retrySendsTheClassesAndTheStep() {
    var retried = typed().type("retry", "job_1", "--codes", "timeout,transport", "--from", "city");

    assertThat(retried.err()).contains("1 line of job_1");
    assertThat(server.bodies.getLast())
        .isEqualTo(read("{\"codes\":[\"timeout\",\"transport\"],\"from\":{\"step\":\"city\"}}"));
  }

  @Test
  void cancelDrainsUnlessToldToAbort() {
    typed().type("cancel", "job_1");
    assertThat(server.bodies.getLast()).isEqualTo(read("{\"mode\":\"drain\"}"));
    typed().type("cancel", "job_1", "--abort");
    assertThat(server.bodies.getLast()).isEqualTo(read("{\"mode\":\"abort\"}"));
  }

  @Test
  void onATerminalCancelAsksFirst() {
    var asked = typed().atTerminal().piping("n\n").type("cancel", "job_1");

    assertThat(asked.err()).contains("[y/N]", "left as it is");
    assertThat(server.requests).noneMatch(each -> each.contains("cancel"));
  }

  @Test
  void resultsOfFailedLinesOnly() {
    var failed = typed().type("results", "job_1", "--failed");

    assertThat(failed.out()).hasLineCount(1).contains("\"line\":2");
    assertThat(server.requests.getLast()).contains("status=failed");
  }

  @Test
  void aCursorFileBringsEachRowOnceWhateverIsLeftFromAKill() throws IOException {
    typed().type("results", "job_1", "--cursor-file", "cursor", "-o", "out.jsonl");
    var first = Files.readString(folder.resolve("out.jsonl"));
    Files.writeString(folder.resolve("out.jsonl"), first + "{\"half a ro");
    var again = typed().type("results", "job_1", "--cursor-file", "cursor", "-o", "out.jsonl");

    assertThat(again.exit()).as(again.err()).isEqualTo(Exit.OK);
    assertThat(first).hasLineCount(3);
    assertThat(folder.resolve("out.jsonl")).hasContent(first);
  }

  @Test
  void attachEndsAsRunWould() {
    var attached = typed().type("attach", "job_1");

    assertThat(attached.exit()).isEqualTo(Exit.FAILED_LINES);
    assertThat(attached.err()).contains("2 succeeded, 1 failed");
  }

  @Test
  void watchOnAPipePrintsLinesAndEndsWell() {
    var watched = typed().type("watch", "job_1");

    assertThat(watched.exit()).isEqualTo(Exit.OK);
    assertThat(watched.out()).contains("completed", "2 ok  1 failed");
  }

  @Test
  void aJobGetsAnotherPriorityWeightAndLabels() {
    var changed =
        typed()
            .type(
                "job",
                "job_1",
                "--priority",
                "8",
                "--weight",
                "2.5",
                "--label",
                "team=a",
                "--label",
                "old=");

    assertThat(changed.exit()).as(changed.err()).isEqualTo(Exit.OK);
    assertThat(server.requests.getLast()).startsWith("PATCH").endsWith("/v1/jobs/job_1");
    assertThat(server.bodies.getLast())
        .isEqualTo(
            read("{\"priority\":8,\"weight\":2.5,\"labels\":{\"team\":\"a\",\"old\":null}}"));
    assertThat(typed().type("job", "job_1", "--priority", "10").exit()).isEqualTo(Exit.USAGE);
    assertThat(typed().type("job", "job_1", "--weight", "0").exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void limitsAreShownAndSet() {
    var shown = typed().type("limits");
    typed().type("limits", "openai", "--set", "gpt-x:rpm=3e3,burst=50");

    assertThat(shown.out()).contains("openai rpm", "600", "12");
    assertThat(server.bodies.getLast())
        .isEqualTo(read("{\"limits\":[{\"model\":\"gpt-x\",\"rpm\":3000,\"burst\":50}]}"));
  }

  @Test
  void nodesAreListedWithWhatTheyDo() {
    var shown = typed().type("workers");

    assertThat(shown.out().lines().map(line -> line.trim().split(" {2,}", -1)))
        .containsExactly(
            new String[] {"NODE", "ROLES", "CALLS", "IN FLIGHT", "POOL", "RATE", "HEAP", "VERSION"},
            new String[] {
              "10.0.0.1:7355", "worker", "local,openai", "17", "64", "8.5/s", "300 MiB", "1.2"
            },
            new String[] {
              "10.0.0.2:7355", "engine,api", "-", "-", "-", "-", "-", "does not answer"
            });
  }

  @Test
  void limitsAreResetForOneModelOrForAll() {
    typed().type("limits", "openai", "--reset", "--model", "openai/gpt-x");
    assertThat(server.bodies.getLast().path("reset").asText())
        .isEqualTo("/v1/providers/openai/limits?model=gpt-x");
    typed().type("limits", "openai", "--reset");
    assertThat(server.bodies.getLast().path("reset").asText())
        .isEqualTo("/v1/providers/openai/limits");

    assertThat(typed().type("limits", "--reset").exit()).isEqualTo(Exit.USAGE);
    assertThat(typed().type("limits", "openai", "--model", "x").exit()).isEqualTo(Exit.USAGE);
    assertThat(typed().type("limits", "openai", "--reset", "--set", "rpm=1").exit())
        .isEqualTo(Exit.USAGE);
  }

  @Test
  void answersCannotCommandATerminal() {
    server.jobs.values().iterator().next().state = "run\u001b[31mning\u0007";
    var asked = typed().atTerminal().type("job", "job_1");

    assertThat(asked.out()).doesNotContain("\u001b", "\u0007").contains("\\x1b[31m");
  }

  @Test
  void aChangedChainReplacesTheOneThatIsThere() throws IOException {
    var file = folder.resolve("greet.yaml");
    Files.writeString(file, "model: openai/x\nsteps:\n  - ask: \"Hello {text}\"\n");
    assertThat(typed().type("chain", "apply", "greet.yaml").out()).isEqualTo("greet@1\n");
    Files.writeString(file, "model: openai/x\nsteps:\n  - ask: \"Good day {text}\"\n");
    assertThat(typed().type("chain", "apply", "greet.yaml").out()).isEqualTo("greet@2\n");
    assertThat(typed().type("chain", "apply", "greet.yaml").out()).isEqualTo("greet@2\n");
    assertThat(typed().type("chain", "list").out()).contains("greet@2");
    assertThat(typed().type("chain", "show", "greet").out()).contains("Good day");
  }

  private static com.fasterxml.jackson.databind.JsonNode read(String json) {
    try {
      return Json.read(json);
    } catch (IOException bad) {
      throw new AssertionError(bad);
    }
  }
}
