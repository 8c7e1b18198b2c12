package dev.windlass.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.windlass.deploy.bench.CallLog;
import dev.windlass.deploy.bench.Child;
import dev.windlass.deploy.bench.Http;
import dev.windlass.workers.provider.simulated.SimulatedProvider;
import dev.windlass.workers.provider.simulated.SimulatedSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One server with its journal in a folder, killed with kill -9 while an answer is written. */
class CutStreamIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String ANSWER = "Paris, and not half of it. ".repeat(40) + "That is all.";

  @TempDir Path folder;
  private final Http http = new Http();
  private final List<Child> servers = new ArrayList<>();
  private SimulatedProvider provider;
  private URI url;

  @BeforeEach
  void start() throws Exception {
    var settings =
        Map.of("latency", "2s", "sigma", 0, "log", folder.resolve("calls.jsonl").toString());
    provider = SimulatedProvider.start(SimulatedSettings.of(ConfigFactory.parseMap(settings), "p"));
    url = URI.create("http://127.0.0.1:" + Http.freePort() + "/");
  }

  @AfterEach
  void stop() {
    servers.forEach(Child::kill);
    provider.close();
  }

  @Test
  void anAnswerCutInTheMiddleIsWrittenAnewAndKeptWhole() throws Exception {
    var server = server();
    http.put(
        url.resolve("v1/chains/echo"),
        "application/json",
        "{\"model\":\"openai/echo\",\"steps\":[{\"ask\":\"{text}\",\"as\":\"a\"}]}");
    var body = "{\"stream\":true,\"chain\":\"echo\",\"input\":{\"text\":\"" + ANSWER + "\"}}";
    var run =
        http.post(
                url.resolve("v1/runs"),
                "application/json",
                () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))
            .path("id")
            .asText();
    var events = url.resolve("v1/runs/" + run + "/events?include=tokens");

    var before = new Told();
    try (var reader = new EventReader(events, "")) {
      before.toSomeText(reader);
      server.kill();
    }
    assertThat(ANSWER).startsWith(before.answer());

    server();
    var after = new Told();
    try (var reader = new EventReader(events, "no event but the last has an id")) {
      after.toEnd(reader);
    }
    assertThat(after.answer()).as("the reader who comes again").isEqualTo(ANSWER);
    assertThat(after.whole).isTrue();
    assertThat(after.skipped).isZero();
    assertThat(after.end.path("status").asText()).isEqualTo("succeeded");
    assertThat(after.end.at("/output/a").asText()).isEqualTo(ANSWER);
    assertThat(http.get(url.resolve("v1/runs/" + run)).at("/output/a").asText()).isEqualTo(ANSWER);
    try (var reader = new EventReader(events, "end")) {
      assertThat(reader.status()).as("who has seen the end").isEqualTo(204);
    }
    provider.close();
    assertThat(CallLog.read(folder.resolve("calls.jsonl")))
        .extracting(CallLog.Call::status)
        .as("the call that was cut, and its repetition")
        .containsExactly(0, 200);
    System.out.printf(
        "streams: one node killed after %d of %d characters, told anew in %d pieces%n",
        before.answer().length(), ANSWER.length(), after.pieces);
  }

  private Child server() throws IOException, InterruptedException {
    var words = new ArrayList<>(Site.command());
    words.addAll(List.of("server", "--bind", url.getAuthority(), "--limit", "concurrency=8"));
    words.addAll(List.of("--data", folder.resolve("data").toString()));
    var environment =
        Map.of("OPENAI_BASE_URL", provider.baseUrl().toString(), "OPENAI_API_KEY", "k");
    var server =
        Child.start(words, environment, folder.resolve("server-" + servers.size() + ".log"));
    servers.add(server);
    http.await(server, "the server", url.resolve("readyz"), PATIENCE);
    return server;
  }
}
