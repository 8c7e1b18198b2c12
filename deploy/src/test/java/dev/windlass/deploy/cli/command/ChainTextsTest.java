package dev.windlass.deploy.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.deploy.cli.Typed;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.term.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code chain schema}, {@code chain show FILE} and {@code chain import}. */
class ChainTextsTest {
  private static final String CATALOG =
      """
      prompts:
        worldly_helpful_assistant: You are a helpful assistant who responds to questions about the world
        hello_country: Hello, what is the capital of {country}? Answer only with the city name.
        city_population: "{city} sounds like a nice place to visit. What is the population of {city}?"
        helpful_assistant: You are a helpful assistant
        facts_about_topic: |
          Tell me three interesting facts about {topic}
          Respond in the style of a pirate
      chains:
        hello_country:
          - worldly_helpful_assistant
          - hello_country: city
          - city_population: followup_response
        interesting_facts:
          - helpful_assistant
          - facts_about_topic: topic
      """;

  @TempDir Path folder;

  private Typed typed() {
    return new Typed(folder);
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  void theSchemaIsPrinted() throws Exception {
    var printed = typed().type("chain", "schema");

    assertThat(printed.exit()).isEqualTo(Exit.OK);
    assertThat(Json.read(printed.out()).path("title").asText()).isEqualTo("A Windlass chain");
  }

  @Test
  void aFileIsShownAsYaml() throws IOException {
    file("capital.yaml", "steps: [{ask: 'The capital of {country}?', as: city}]\n");
    var shown = typed().type("chain", "show", "capital.yaml", "--yaml");

    assertThat(shown.exit()).isEqualTo(Exit.OK);
    assertThat(shown.out())
        .isEqualTo(
            """
            chain: capital
            steps:
              - ask: "The capital of {country}?"
                as: city
            """);
  }

  @Test
  void aChainOfACatalogIsPrinted() throws IOException {
    file("catalog.yml", CATALOG);
    var imported = typed().type("chain", "import", "catalog.yml", "--chain", "hello_country");

    assertThat(imported.exit()).isEqualTo(Exit.OK);
    assertThat(imported.out())
        .isEqualTo(
            """
            chain: hello-country
            system: You are a helpful assistant who responds to questions about the world
            steps:
              - ask: "Hello, what is the capital of {country}? Answer only with the city name."
                as: city
              - ask: "{city} sounds like a nice place to visit. What is the population of {city}?"
                as: followup_response
            """);
  }

  @Test
  void allChainsOfACatalogAreWritten() throws IOException {
    file("catalog.yml", CATALOG);
    var imported = typed().type("chain", "import", "catalog.yml", "--out", "chains");

    assertThat(imported.exit()).isEqualTo(Exit.OK);
    assertThat(typed().type("chain", "check", "chains/hello-country.yaml").exit())
        .isEqualTo(Exit.OK);
    assertThat(folder.resolve("chains/interesting-facts.yaml"))
        .hasContent(
            """
            chain: interesting-facts
            system: You are a helpful assistant
            steps:
              - ask: |
                  Tell me three interesting facts about {topic}
                  Respond in the style of a pirate
                as: topic
                overwrite: true
            """);
    var again = typed().type("chain", "import", "catalog.yml", "--out", "chains");
    assertThat(again.exit()).isEqualTo(Exit.USAGE);
    assertThat(again.err()).contains("exists already");
  }

  @Test
  void theParametersOfAnExperimentBecomeAGrid() throws IOException {
    file("catalog.yml", CATALOG);
    var imported =
        typed()
            .type(
                "chain",
                "import",
                "catalog.yml",
                "--chain",
                "interesting_facts",
                "--grid",
                "model=openai/gpt-4,openai/gpt-4o",
                "--grid",
                "temperature=0.3,1.7");

    assertThat(imported.exit()).as(imported.err()).isEqualTo(Exit.OK);
    assertThat(imported.out())
        .contains("grid:\n  model: [openai/gpt-4, openai/gpt-4o]\n  temperature: [0.3, 1.7]\n");
    assertThat(typed().type("chain", "import", "catalog.yml", "--grid", "temperature").err())
        .contains("--grid temperature=0.3,1.7");
  }

  @Test
  void whatIsWrongWithACatalogHasItsPlace() throws IOException {
    file(
        "catalog.yml",
        """
        prompts:
          a: Hello {0}
          b: 5
        chains:
          one: [a, {c: x}]
          two:
            - a
            - a: y
        """);
    var refused = typed().type("chain", "import", "catalog.yml");

    assertThat(refused.exit()).isEqualTo(Exit.USAGE);
    assertThat(refused.err())
        .contains("catalog.yml:3:6: a prompt is a text")
        .contains("catalog.yml:5:12: there is no prompt c");

    file("catalog.yml", "prompts: {a: 'Hello {0}'}\nchains: {one: [a, {a: x}]}\n");
    assertThat(typed().type("chain", "import", "catalog.yml").err())
        .contains("catalog.yml:1:14: {0} does not begin with a name");
    file("catalog.yml", CATALOG);
    assertThat(typed().type("chain", "import", "catalog.yml", "--chain", "hello_contry").err())
        .contains("did you mean hello_country?");
  }

  @Test
  void aBatchFileBecomesAChainAndItsLines() throws Exception {
    file("requests.jsonl", request("r-1", "gpt-4o-mini", 0) + request("r-2", "gpt-4o-mini", 0));
    var imported = typed().type("chain", "import", "requests.jsonl", "--out", ".");

    assertThat(imported.exit()).isEqualTo(Exit.OK);
    assertThat(folder.resolve("requests.yaml"))
        .hasContent(
            """
            chain: requests
            model: openai/gpt-4o-mini
            options: {temperature: 0, max_tokens: 1000}
            inputs: [messages]
            steps:
              - ask:
                  - placeholder: messages
            """);
    assertThat(Files.readAllLines(folder.resolve("requests-input.jsonl"))).hasSize(2);
  }

  @Test
  void linesKeepTheirIdsAndMessagesAndGoToTheChainOfTheirOptions() throws Exception {
    file("batch.jsonl", request("r-1", "gpt-4o-mini", 0) + request("r-2", "gpt-4o", 1));
    var imported = typed().type("chain", "import", "batch.jsonl", "--out", "made");

    assertThat(imported.exit()).isEqualTo(Exit.OK);
    assertThat(folder.resolve("made/batch-2.yaml")).content().contains("openai/gpt-4o\n");
    var line = Json.read(Files.readString(folder.resolve("made/batch-2-input.jsonl")));
    assertThat(line.path("id").asText()).isEqualTo("r-2");
    assertThat(line.at("/input/messages/1/content").asText()).isEqualTo("Hello {world}!");
  }

  @Test
  void aRequestThatIsNoChatHasItsLine() throws IOException {
    file(
        "batch.jsonl",
        request("r-1", "gpt-4o-mini", 0)
            + "{\"custom_id\":\"e\",\"method\":\"POST\",\"url\":\"/v1/embeddings\",\"body\":{}}\n");
    var refused = typed().type("chain", "import", "batch.jsonl");

    assertThat(refused.exit()).isEqualTo(Exit.USAGE);
    assertThat(refused.err()).contains("batch.jsonl:2: only POST /v1/chat/completions");
  }

  private static String request(String id, String model, int temperature) {
    return """
    {"custom_id": "%s", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "%s", \
    "temperature": %d, "messages": [{"role": "system", "content": "You are a helpful assistant."}, \
    {"role": "user", "content": "Hello {world}!"}], "max_tokens": 1000}}
    """
        .formatted(id, model, temperature);
  }
}
