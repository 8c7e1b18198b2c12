package dev.windlass.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridTest {
  private static final String TRIALS =
      """
      options: {temperature: 1, top_p: 0.5}
      model: openai/large
      grid: {temperature: [0, 0.7], model: [openai/a, b]}
      repeat_runs: 2
      steps: [{ask: "{x}"}]
      """;

  @Test
  void theLastParameterChangesFastestAndRepetitionsStandTogether() {
    var chain = Read.good(TRIALS);
    var grid = Objects.requireNonNull(chain.grid());

    assertThat(chain.runsPerLine()).isEqualTo(8);
    assertThat(Grid.runsPerLine(chain.source())).isEqualTo(8);
    var runs =
        IntStream.range(0, 8)
            .mapToObj(i -> grid.combination(i) + " " + grid.repetition(i))
            .toList();
    assertThat(runs)
        .containsExactly(
            "{\"temperature\":0,\"model\":\"openai/a\"} 1",
            "{\"temperature\":0,\"model\":\"openai/a\"} 2",
            "{\"temperature\":0,\"model\":\"b\"} 1",
            "{\"temperature\":0,\"model\":\"b\"} 2",
            "{\"temperature\":0.7,\"model\":\"openai/a\"} 1",
            "{\"temperature\":0.7,\"model\":\"openai/a\"} 2",
            "{\"temperature\":0.7,\"model\":\"b\"} 1",
            "{\"temperature\":0.7,\"model\":\"b\"} 2");
  }

  @Test
  void aRunTakesItsCombinationInPlaceOfTheChainsOwn() {
    var fourth = Read.good(TRIALS).variant(5);

    assertThat(fourth.model()).isEqualTo(ModelRef.of("openai/a"));
    assertThat(fourth.options().get("temperature")).isEqualTo(Read.json("0.7"));
    assertThat(fourth.options().get("top_p")).isEqualTo(Read.json("0.5"));
  }

  @Test
  void aChainWithoutAGridIsOneRunALine() {
    var chain = Read.good("steps: [{ask: x}]");

    assertThat(chain.runsPerLine()).isEqualTo(1);
    assertThat(chain.variant(0)).isSameAs(chain);
    assertThat(Read.good("repeat_runs: 5\nsteps: [{ask: x}]").runsPerLine()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grid: [1] | /grid | wrong-type",
        "grid: {temperature: 0.7} | /grid/temperature | wrong-type",
        "grid: {temperature: []} | /grid/temperature | required",
        "grid: {api_key: [x]} | /grid/api_key | unknown-field",
        "grid: {model: [3]} | /grid/model/0 | wrong-type",
        "repeat_runs: 0 | /repeat_runs | out-of-range",
        "{grid: {a: [1, 2]}, repeat_runs: 501} | /grid | too-large",
      })
  void aGridThatCannotBeIsRefusedAtItsPlace(String keys, String pointer, String code) {
    var yaml =
        keys.startsWith("{") ? keys.substring(1, keys.length() - 1).replace("}, ", "}\n") : keys;
    var faults = Read.faults(yaml + "\nsteps: [{ask: x}]");

    assertThat(faults)
        .extracting(ChainReader.Fault::pointer, ChainReader.Fault::code)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(pointer, code));
  }

  @Test
  void javaBuildsTheSame() {
    var built =
        Chain.named("test")
            .option("temperature", 1)
            .option("top_p", 0.5)
            .model("openai/large")
            .grid("temperature", 0, 0.7)
            .grid("model", "openai/a", "b")
            .repeatRuns(2)
            .ask("{x}")
            .build();

    assertThat(built.digest()).isEqualTo(Read.good(TRIALS).digest());
    assertThat(List.copyOf(built.inputs().keySet())).containsExactly("x");
  }
}
