package dev.windlass.deploy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import dev.windlass.api.ApiSettings;
import dev.windlass.deploy.cli.ServerOptions;
import dev.windlass.deploy.cli.Typed;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.NodeRoles;
import dev.windlass.workers.provider.Providers;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What work costs, from the prices in the settings to the commands that show it. */
class CostsTest {
  @TempDir private Path folder;
  private HeldJournal journal;
  private Node node;
  private Typed typed;

  /** A dollar a million tokens in and four out: 1,000 and 4,000 billionths each. */
  @BeforeEach
  void start() throws Exception {
    // the first answer about Paris is no number, and is asked for again
    var script =
        Files.writeString(
            folder.resolve("script"),
            "live in Paris?\tmany\nThat answer cannot be used\t2100000\nlive in Rome?\t2800000\n");
    var conf =
        Files.writeString(
            folder.resolve("windlass.conf"),
            """
            windlass.shutdown-calls = 1s
            windlass.simulated { latency = 0ms, script = "%s" }
            windlass.providers.openai {
              type = simulated
              prices { sim { input = 1, output = 4 } }
            }
            """
                .formatted(script));
    var data = Files.createDirectories(folder.resolve("data"));
    var said = ConfigFactory.parseMap(Map.of("windlass.data", data.toString()));
    var config = Settings.load(conf, said, Map.of());
    var roles = Roles.of(config);
    var called = Providers.called(config, CostsTest::unset, true);
    var member = new ArrayList<>(roles.names());
    called.forEach(provider -> member.add(NodeRoles.serving(provider)));
    var settings = Server.settings(config, null, member);
    journal = HeldJournal.open(settings, true);
    var whole = journal.journals().overlay().withFallback(settings).resolve();
    var options = ServerOptions.embedded(data);
    node =
        Node.start(
            new Node.Plan(whole, options, CostsTest::unset, roles, called, null),
            journal.journals());
    typed = new Typed(folder).env("WINDLASS_URL", serve(ApiSettings.of(settings)).toString());
    Files.writeString(
        folder.resolve("people.yaml"),
        """
        chain: people
        model: sim
        options: {max_tokens: 100}
        steps:
          - ask: "How many live in {city}?"
            answer: number
            as: people
        """);
  }

  /** An environment in which nothing is set. */
  private static @Nullable String unset(String name) {
    return null;
  }

  private URI serve(ApiSettings settings) throws Exception {
    var api = Objects.requireNonNull(node.api(settings));
    var bound = Server.await(api.bind("127.0.0.1", 0), Duration.ofSeconds(20));
    return Server.url(bound.localAddress());
  }

  @AfterEach
  void stop() throws Exception {
    node.stop(Duration.ofSeconds(1));
    journal.close();
  }

  private String type(String... words) {
    var done = typed.type(words);
    assertThat(done.exit()).as(done.err()).isEqualTo(Exit.OK);
    return done.out();
  }

  private static BigDecimal dollars(JsonNode of) {
    assertThat(of.path("cost").isTextual()).as("%s", of).isTrue();
    return new BigDecimal(of.path("cost").textValue());
  }

  /** The row of each line, in their order. */
  private List<JsonNode> rows(String input) throws Exception {
    Files.writeString(folder.resolve("rows.jsonl"), input);
    var rows = new ArrayList<JsonNode>();
    type(
        "run",
        "people.yaml",
        "rows.jsonl",
        "--include",
        "steps",
        "--order",
        "input",
        "-o",
        "out.jsonl");
    for (var line : Files.readAllLines(folder.resolve("out.jsonl"))) {
      rows.add(Json.MAPPER.readTree(line));
    }
    return rows;
  }

  @Test
  void aRepairedAnswerCostsBothOfItsCallsAndAJobAllOfItsRows() throws Exception {
    var rows = rows("{\"city\":\"Rome\"}\n{\"city\":\"Paris\"}\n");

    var rome = rows.getFirst();
    // "How many live in Rome?" is 22 / 4 + 3 tokens for this provider, "2800000" is 7 / 4
    assertThat(rome.path("usage").toString()).isEqualTo("{\"input_tokens\":8,\"output_tokens\":1}");
    assertThat(rome.path("cost").asText()).isEqualTo("0.000012");

    var paris = rows.getLast();
    assertThat(paris.at("/output/people").asLong()).isEqualTo(2_100_000);
    var calls = paris.at("/steps/0/attempts");
    assertThat(calls).hasSize(2);
    // "How many live in Paris?" is 23 / 4 + 3, "many" is 4 / 4; the second call says that again
    assertThat(calls.get(0).path("cost").asText()).isEqualTo("0.000012");
    assertThat(dollars(calls.get(1))).isGreaterThan(new BigDecimal("0.000012"));
    assertThat(dollars(calls.get(0)).add(dollars(calls.get(1))))
        .isEqualByComparingTo(dollars(paris));
    assertThat(dollars(paris.at("/steps/0"))).isEqualByComparingTo(dollars(paris));
    var usage = paris.path("usage");
    assertThat(dollars(paris).movePointRight(6).longValueExact())
        .isEqualTo(usage.path("input_tokens").asLong() + 4 * usage.path("output_tokens").asLong());

    var listed = Json.MAPPER.readTree(type("jobs", "--json"));
    var id = listed.path("id").asText();
    var job = Json.MAPPER.readTree(type("job", id, "--json"));
    assertThat(dollars(job)).isEqualByComparingTo(dollars(rome).add(dollars(paris)));
    assertThat(type("job", id))
        .containsPattern("cost +" + job.path("cost").asText().replace(".", "[.]") + " USD");
    assertThat(type("show", id, paris.path("line_id").asText()))
        .contains("COST", paris.path("cost").asText() + " USD");
    assertThat(node.metrics())
        .contains("windlass_cost_usd_total{model=\"sim\",provider=\"openai\"}");
  }

  @Test
  void anAnswerFromTheCacheCostsNothing() throws Exception {
    var chain = Files.readString(folder.resolve("people.yaml"));
    Files.writeString(
        folder.resolve("people.yaml"), chain.replace("steps:", "cache: true\nsteps:"));

    var rows = rows("{\"city\":\"Rome\"}\n".repeat(3));

    assertThat(rows).filteredOn(row -> dollars(row).signum() > 0).hasSize(1);
    assertThat(rows)
        .filteredOn(row -> row.path("cached").asBoolean())
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.path("cost").asText()).isEqualTo("0"));
  }

  @Test
  void aStoredChainsPreviewSaysWhatItWouldCost() throws Exception {
    type("chain", "apply", "people.yaml");

    var preview =
        Json.MAPPER.readTree(
            type("chain", "preview", "people", "--input", "{\"city\":\"Rome\"}", "--json"));

    // 6 tokens of the text and 4 of its message; 100 tokens at most in the answer
    assertThat(preview.path("cost").toString())
        .isEqualTo("{\"low\":\"0.00001\",\"high\":\"0.00041\",\"currency\":\"USD\"}");
  }
}
