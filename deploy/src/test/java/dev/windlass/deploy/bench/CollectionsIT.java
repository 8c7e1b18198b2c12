package dev.windlass.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real server processes: what was acknowledged of a collection is found after kill -9. */
class CollectionsIT {
  private static final int DOCUMENTS = 300;
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final Http http = new Http();
  private @Nullable Child server;
  private URI url = URI.create("http://127.0.0.1/");

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private void startServer() throws Exception {
    url = URI.create("http://127.0.0.1:" + Http.freePort() + "/");
    var words =
        List.of(
            "server", "--bind", url.getAuthority(), "--data", folder.resolve("data").toString());
    var command = new ArrayList<>(program());
    command.addAll(words);
    server = Child.start(command, Map.of(), folder.resolve("server.log"));
    http.await(server, "the server", url.resolve("readyz"), LONGEST);
  }

  /** The launcher that {@code -Dwindlass.launcher} names, else the jar. */
  private static List<String> program() {
    var launcher = System.getProperty("windlass.launcher");
    return launcher != null
        ? List.of(launcher)
        : List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx400m",
            "-jar",
            Path.of("target", "windlass.jar").toString());
  }

  private void kill() {
    var child = server;
    if (child != null) {
      child.kill();
    }
  }

  private JsonNode add(String collection, String query, int from, int to) throws Exception {
    var lines = new StringBuilder();
    for (int i = from; i < to; i++) {
      lines.append(
          "{\"id\":\"d" + i + "\",\"text\":\"The code of chapter " + i + " is word" + i + ".\"}\n");
    }
    var bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
    return http.post(
        url.resolve("v1/collections/" + collection + "/documents" + query),
        "application/x-ndjson",
        () -> new ByteArrayInputStream(bytes));
  }

  private List<String> search(String collection, String mode, String question) throws Exception {
    var step = JSON.createObjectNode().put("retrieve", question).put("from", collection);
    step.put("k", 3).put("mode", mode).put("as", "found");
    var run = JSON.createObjectNode();
    run.putObject("chain").put("chain", "search").putArray("steps").add(step);
    run.putObject("input");
    var bytes = run.toString().getBytes(StandardCharsets.UTF_8);
    var begun =
        http.post(
            url.resolve("v1/runs"), "application/json", () -> new ByteArrayInputStream(bytes));
    var at = url.resolve("v1/runs/" + begun.path("id").asText());
    long until = System.nanoTime() + LONGEST.toNanos();
    var now = http.get(at);
    while (!now.path("status").asText().matches("succeeded|failed|cancelled")) {
      assertThat(System.nanoTime()).as("the run ends: %s", now).isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(20);
      now = http.get(at);
    }
    assertThat(now.path("status").asText()).as("%s", now).isEqualTo("succeeded");
    var found = new ArrayList<String>();
    now.at("/output/found").forEach(each -> found.add(each.path("document").asText()));
    return found;
  }

  @Test
  void documentsThatWereAcknowledgedAreFoundAfterKillNineAndSoAreThoseThatCameSince()
      throws Exception {
    startServer();
    var added = add("handbook", "", 0, DOCUMENTS);
    assertThat(added.path("added").asInt()).isEqualTo(DOCUMENTS);
    kill();

    startServer();
    for (int i = 0; i < DOCUMENTS; i += 37) {
      assertThat(search("handbook", "lexical", "word" + i)).containsExactly("d" + i);
    }
    var view = http.get(url.resolve("v1/collections/handbook"));
    assertThat(view.path("documents").asInt()).isEqualTo(DOCUMENTS);

    add("handbook", "", DOCUMENTS, DOCUMENTS + 1);
    assertThat(search("handbook", "lexical", "word" + DOCUMENTS)).containsExactly("d" + DOCUMENTS);
    assertThat(add("handbook", "", 0, DOCUMENTS).path("unchanged").asInt()).isEqualTo(DOCUMENTS);
  }

  @Test
  void embeddingGoesOnAfterKillNineWithoutAnybodyAsking() throws Exception {
    startServer();
    add("meant", "?model=openai/text-embedding-3-small", 0, DOCUMENTS);
    kill();

    startServer();
    long until = System.nanoTime() + LONGEST.toNanos();
    var view = http.get(url.resolve("v1/collections/meant"));
    while (view.path("embedded").asInt() < DOCUMENTS) {
      assertThat(System.nanoTime()).as("all is embedded: %s", view).isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(100);
      view = http.get(url.resolve("v1/collections/meant"));
    }

    assertThat(search("meant", "vectors", "The code of chapter 77 is word77.").getFirst())
        .isEqualTo("d77");
    assertThat(search("meant", "both", "word123").getFirst()).isEqualTo("d123");
  }
}
