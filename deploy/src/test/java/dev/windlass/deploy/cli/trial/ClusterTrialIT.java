package dev.windlass.deploy.cli.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.deploy.cli.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands as a person types them: real processes, from the jar. */
class ClusterTrialIT {
  private static final Path JAR = Path.of("target", "windlass.jar");

  /** Open to others: as root the database runs as another user. */
  private final Path folder =
      Path.of("/var/tmp", "windlass-trial-" + ProcessHandle.current().pid());

  private record Done(int code, String out, String err) {
    JsonNode json() throws IOException {
      return Json.read(out);
    }
  }

  @BeforeEach
  void there() throws IOException {
    assertThat(JAR).as("the jar is built").exists();
    var found =
        Machine.postgres(System.getenv("PATH"), List.of(Path.of("/usr/lib/postgresql"))) != null;
    if (!found) {
      System.err.println("SKIPPED cluster up: no PostgreSQL on this machine");
    }
    assumeTrue(found, "no PostgreSQL on this machine");
  }

  @AfterEach
  void end() throws Exception {
    type("down");
  }

  private Done type(String verb, String... words) throws Exception {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", JAR.toString(), "cluster", verb));
    command.addAll(List.of("--json", "--dir", folder.toString()));
    command.addAll(List.of(words));
    var err = Files.createTempFile("windlass-trial", ".err");
    try {
      var process = new ProcessBuilder(command).redirectError(err.toFile()).start();
      var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
      return new Done(process.exitValue(), out, Files.readString(err));
    } finally {
      Files.delete(err);
    }
  }

  private static List<JsonNode> parts(JsonNode said) {
    return StreamSupport.stream(said.path("parts").spliterator(), false).toList();
  }

  private static List<String> states(JsonNode said) {
    return parts(said).stream().map(part -> part.path("state").asText()).toList();
  }

  @Test
  void aClusterComesUpBringsBackWhatIsKilledAndEndsWithoutATrace() throws Exception {
    var up = type("up", "--nodes", "3", "--heap", "300m");
    assertThat(up.code()).as(up.err()).isZero();
    assertThat(up.json().path("job").asText()).startsWith("job_");
    assertThat(states(up.json())).hasSize(5).containsOnly("ready");

    var again = type("up");
    assertThat(again.code()).isZero();
    assertThat(again.err()).contains("it is up already");
    assertThat(again.json().path("started").asInt()).isZero();

    var pids = parts(up.json()).stream().map(part -> part.path("pid").asLong()).toList();
    ProcessHandle.of(pids.getLast()).orElseThrow().destroyForcibly();
    ProcessHandle.of(pids.getLast()).ifPresent(killed -> killed.onExit().join());
    assertThat(states(type("status").json()))
        .containsExactly("ready", "ready", "ready", "ready", "gone");

    var mended = type("up");
    assertThat(mended.code()).as(mended.err()).isZero();
    assertThat(states(mended.json())).hasSize(5).containsOnly("ready");
    var now = parts(mended.json()).stream().map(part -> part.path("pid").asLong()).toList();
    assertThat(now.subList(0, 4)).isEqualTo(pids.subList(0, 4));

    var down = type("down");
    assertThat(down.json().path("ended").asInt()).isEqualTo(5);
    assertThat(now)
        .noneMatch(pid -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent());
    assertThat(folder).doesNotExist();
    assertThat(type("status").code()).isEqualTo(4);
  }
}
