package dev.windlass.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.deploy.bench.Child;
import dev.windlass.deploy.bench.Http;
import dev.windlass.engine.protocol.Json;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chains of the examples, each run as its page says, without a key. */
class ShippedExamplesIT {
  private static final Path JAR = Path.of("target", "windlass.jar").toAbsolutePath();
  private static final Path EXAMPLES = Path.of("examples");
  private static final Duration LONGEST = Duration.ofSeconds(90);

  @TempDir Path folder;

  private static List<String> windlass(List<String> words) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx400m", "-jar", JAR.toString()));
    command.addAll(words);
    return command;
  }

  private ProcessBuilder process(List<String> words, Map<String, String> environment) {
    var process = new ProcessBuilder(windlass(words));
    process.environment().keySet().removeIf(name -> name.matches("(OPENAI|WINDLASS)_.*"));
    process.environment().putAll(environment);
    return process.redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile());
  }

  private void type(Map<String, String> environment, String... words) throws Exception {
    var process = process(List.of(words), environment).start();
    boolean ended = process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    assertThat(ended && process.exitValue() == 0)
        .as(() -> String.join(" ", words) + "\n" + said())
        .isTrue();
  }

  private String said() {
    try {
      return Files.readString(folder.resolve("said"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The rows of a run, in the order of the lines. */
  private List<JsonNode> rows(Path chain, Path input, Map<String, String> env, String... more)
      throws Exception {
    var out = folder.resolve("out.jsonl");
    var words = new ArrayList<>(List.of("run", "" + chain, "" + input, "-o", "" + out));
    words.addAll(List.of(more));
    if (!words.contains("--order")) {
      words.addAll(List.of("--order", "input"));
    }
    if (!env.containsKey("WINDLASS_URL")) {
      words.addAll(List.of("--data", folder.resolve("data").toString()));
    }
    type(env, words.toArray(String[]::new));
    var rows = new ArrayList<JsonNode>();
    for (var line : Files.readAllLines(out)) {
      rows.add(Json.MAPPER.readTree(line));
    }
    return rows;
  }

  private List<JsonNode> rows(String example, String chain, String input, String... more)
      throws Exception {
    var at = EXAMPLES.resolve(example);
    return rows(at.resolve(chain), at.resolve(input), Map.of(), more);
  }

  private static List<String> texts(List<JsonNode> rows, String pointer) {
    return rows.stream().map(row -> row.at(pointer).asText()).toList();
  }

  @Test
  void cityGivesTheTranscriptOfItsPage() throws Exception {
    var rows = rows("city", "city.yaml", "countries.jsonl");

    var france =
        rows.stream()
            .filter(row -> row.at("/output/city").asText().equals("Paris"))
            .findFirst()
            .orElseThrow();
    assertThat(texts(List.copyOf(list(france.path("messages"))), "/content"))
        .containsExactly(
            "You are a helpful assistant who responds to questions about the world",
            "Hello, what is the capital of France? Answer only with the city name.",
            "Paris",
            "Paris sounds like a nice place to visit. What is the population of Paris?",
            "About 2,100,000 people live there.");
    assertThat(texts(rows, "/status")).containsOnly("succeeded");
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  @Test
  void extractionGivesPeopleThatFitTheirSchemaInBothOrders() throws Exception {
    for (var order : List.of("input", "completion")) {
      var rows = rows("extraction", "users.yaml", "texts.jsonl", "--order", order);

      assertThat(rows).hasSize(4);
      for (var row : rows) {
        assertThat(row.at("/output/name").isTextual()).isTrue();
        assertThat(row.at("/output/age").isIntegralNumber()).isTrue();
        assertThat(
                new TreeSet<>(
                    row.path("output").properties().stream().map(Map.Entry::getKey).toList()))
            .containsExactly("age", "name");
      }
    }
  }

  @Test
  void elevenClassifiersAreDeliveredWhenTheTwelfthFails() throws Exception {
    for (var row : rows("classifiers", "classifiers.yaml", "queries.jsonl")) {
      var flags = row.path("output");
      assertThat(row.path("status").asText()).isEqualTo("succeeded");
      assertThat(flags.properties()).hasSize(12);
      assertThat(flags.properties().stream().filter(each -> each.getValue().isBoolean()))
          .hasSize(11);
      assertThat(flags.at("/mood/error/class").asText()).isEqualTo("invalid_output");
    }
  }

  @Test
  void mapReduceAsksEachDocumentAndThenTheirNotes() throws Exception {
    for (var row : rows("map-reduce", "map-reduce.yaml", "questions.jsonl")) {
      int notes = row.at("/output/notes").size();
      assertThat(notes).isBetween(3, 4);
      assertThat(row.path("calls").asInt()).isEqualTo(notes + 1);
      assertThat(row.at("/output/answer").asText()).isNotBlank();
    }
  }

  @Test
  void refineReadsOneDocumentAfterTheOther() throws Exception {
    var rows = rows("refine", "refine.yaml", "questions.jsonl", "--include", "steps");

    assertThat(texts(rows, "/status")).containsOnly("succeeded");
    assertThat(rows.stream().map(row -> row.path("calls").asInt()).toList())
        .containsExactly(3, 4); // as many as the line has documents
  }

  @Test
  void allDocumentsStandInOnePromptOfStuff() throws Exception {
    var at = EXAMPLES.resolve("documents").resolve("stuff.yaml");
    var lines = EXAMPLES.resolve("map-reduce").resolve("questions.jsonl");

    var rows = rows(at, lines, Map.of());

    var asked = Files.readAllLines(lines);
    assertThat(rows).hasSameSizeAs(asked);
    for (int i = 0; i < asked.size(); i++) {
      assertThat(rows.get(i).path("calls").asInt()).isEqualTo(1);
      var prompt = rows.get(i).at("/messages/0/content").asText();
      assertThat(list(Json.MAPPER.readTree(asked.get(i)).at("/input/documents")))
          .hasSizeBetween(3, 4)
          .allMatch(document -> prompt.contains(document.asText()));
    }
  }

  @Test
  void theAnswerOfTheDocumentWithTheHighestScoreIsTaken() throws Exception {
    var at = EXAMPLES.resolve("documents").resolve("rerank.yaml");
    var lines = EXAMPLES.resolve("map-reduce").resolve("questions.jsonl");

    var rows = rows(at, lines, Map.of());

    assertThat(rows.getFirst().at("/output/answer").asText()).startsWith("The night ferry waits");
    for (var row : rows) {
      var scores =
          row.at("/output/ranked").findValuesAsText("score").stream().map(Integer::valueOf);
      assertThat(row.at("/output/score").asInt()).isEqualTo(scores.max(Integer::compare).get());
    }
  }

  @Test
  void aSequenceHandsOutAllThatItNamesAndASimpleOneItsLastAnswer() throws Exception {
    var all = rows("sequential", "sequential.yaml", "plays.jsonl");
    var last = rows("sequential", "simple.yaml", "plays.jsonl");

    assertThat(all).hasSize(2);
    for (var row : all) {
      assertThat(row.path("output").properties().stream().map(Map.Entry::getKey))
          .containsExactly("title", "synopsis", "review");
      assertThat(row.at("/messages").toString()).contains(row.at("/output/synopsis").asText());
    }
    assertThat(last).allMatch(row -> row.path("output").isTextual());
  }

  @Test
  void whatIsImportedRuns() throws Exception {
    var at = EXAMPLES.resolve("import");
    var chains = folder.resolve("chains");
    for (var file : List.of("catalog.yml", "requests.jsonl")) {
      type(Map.of(), "chain", "import", "" + at.resolve(file), "--out", "" + chains);
    }

    var visits =
        rows(
            chains.resolve("a-visit.yaml"),
            at.resolve("countries.jsonl"),
            Map.of(),
            "-m",
            "openai/gpt-4o-mini");
    var answers =
        rows(chains.resolve("requests.yaml"), chains.resolve("requests-input.jsonl"), Map.of());

    assertThat(texts(visits, "/output/city")).containsExactly("Lisbon", "Nairobi");
    assertThat(texts(answers, "/line_id")).containsExactly("r-1", "r-2");
    assertThat(texts(answers, "/output")).containsExactly("Oslo", "Lima");
  }

  @Test
  void mathsAreComputedHereAsNumexprDoes() throws Exception {
    var rows = rows("maths", "maths.yaml", "questions.jsonl");

    assertThat(rows.get(0).at("/output/result").longValue()).isEqualTo(37_593L * 67);
    assertThat(rows.get(1).at("/output/result").doubleValue()).isEqualTo(Math.pow(37_593, 1 / 5.0));
    assertThat(rows.get(0).at("/output/density").doubleValue()).isEqualTo(68_000_000 / 551_500.0);
    assertThat(rows.get(0).at("/output/crowded").asInt()).isZero();
    assertThat(rows.get(1).at("/output/crowded").asInt()).isEqualTo(1);
  }

  @Test
  void aRouterSendsEachMessageToOneOfTwoDesks() throws Exception {
    var rows = rows("router", "router.yaml", "messages.jsonl");

    assertThat(texts(rows, "/status")).containsOnly("succeeded");
    assertThat(texts(rows, "/output/desk")).isSubsetOf("accounts", "support");
    assertThat(texts(rows, "/model")).containsOnly("simulated:openai/gpt-4o-mini");
  }

  @Test
  void anExperimentRunsEachCombinationOfItsGrid() throws Exception {
    var rows = rows("grid", "grid.yaml", "products.jsonl");

    assertThat(rows).hasSize(24);
    assertThat(texts(rows.subList(0, 8), "/line_id"))
        .containsExactly(
            "toothpaste#1",
            "toothpaste#2",
            "toothpaste#3",
            "toothpaste#4",
            "toothpaste#5",
            "toothpaste#6",
            "toothpaste#7",
            "toothpaste#8");
    assertThat(texts(rows.subList(0, 8), "/grid/model"))
        .containsExactly(
            "openai/gpt-4o-mini",
            "openai/gpt-4o-mini",
            "openai/gpt-4o",
            "openai/gpt-4o",
            "openai/gpt-4o-mini",
            "openai/gpt-4o-mini",
            "openai/gpt-4o",
            "openai/gpt-4o");
    assertThat(texts(rows.subList(0, 4), "/run")).containsExactly("1", "2", "1", "2");
  }

  @Test
  void toolsAreCalledAndTheirAnswersStandInTheConversation() throws Exception {
    int port = Http.freePort();
    var at = EXAMPLES.resolve("tools");
    for (var name : List.of("packing.yaml", "windlass.conf")) {
      var text = Files.readString(at.resolve(name));
      Files.writeString(folder.resolve(name), text.replace(":9000", ":" + port));
    }
    var provider = windlass(List.of("provider", "--port", "" + port));
    try (var child = Child.start(provider, Map.of(), folder.resolve("provider.log"))) {
      new Http()
          .await(child, "provider", URI.create("http://127.0.0.1:" + port + "/stats"), LONGEST);

      var rows =
          rows(
              folder.resolve("packing.yaml"),
              at.resolve("trips.jsonl"),
              Map.of("OPENAI_BASE_URL", "http://127.0.0.1:" + port + "/v1"),
              "--config",
              folder.resolve("windlass.conf").toString());

      assertThat(texts(rows, "/status")).containsOnly("succeeded");
      for (var row : rows) {
        var tools =
            list(row.path("messages")).stream()
                .filter(message -> message.path("role").asText().equals("tool"))
                .toList();
        assertThat(tools).as("two of the weather, one of a sum").hasSize(3);
        assertThat(tools.getLast().path("content").asText()).contains("5");
      }
    }
  }

  @Test
  void aChatOverAHandbookRephrasesOnlyWhereThereIsAHistory() throws Exception {
    int port = Http.freePort();
    var url = URI.create("http://127.0.0.1:" + port + "/");
    var words =
        List.of("server", "--bind", "127.0.0.1:" + port, "--data", "" + folder.resolve("data"));
    var environment = new HashMap<String, String>();
    environment.put("WINDLASS_URL", url.toString());
    try (var child = Child.start(windlass(words), Map.of(), folder.resolve("server.log"))) {
      new Http().await(child, "server", url.resolve("readyz"), LONGEST);
      var at = EXAMPLES.resolve("handbook");
      type(environment, "collection", "add", "handbook", at.resolve("documents").toString());

      var rows =
          rows(
              at.resolve("handbook.yaml"),
              at.resolve("questions.jsonl"),
              environment,
              "--include",
              "steps");

      var rephrased = new ArrayList<String>();
      for (var line : Files.readAllLines(at.resolve("questions.jsonl"))) {
        boolean follows = !Json.MAPPER.readTree(line).findPath("chat_history").isEmpty();
        rephrased.add(follows ? "succeeded" : "skipped");
      }
      assertThat(rephrased).contains("succeeded", "skipped");
      assertThat(texts(rows, "/steps/0/status")).isEqualTo(rephrased);
      // what the simulated provider rephrases is made-up words, which may stand nowhere
      assertThat(
              rows.stream()
                  .filter(row -> row.at("/steps/0/status").asText().equals("skipped"))
                  .map(row -> row.at("/output/passages").size()))
          .containsOnly(3);
    }
  }
}
