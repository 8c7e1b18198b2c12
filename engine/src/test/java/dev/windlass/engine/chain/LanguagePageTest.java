package dev.windlass.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.chain.ChainReader.Outcome;
import org.junit.jupiter.api.Test;

/** The first chain that anyone sees. */
class LanguagePageTest {
  static final String CAPITAL_CITY =
      """
      chain: capital-city
      model: openai/gpt-4o-mini
      options: {temperature: 0.9, presence_penalty: 0.1, frequency_penalty: 0.2}
      system: You are a helpful assistant who responds to questions about the world
      inputs: [country]
      steps:
        - ask: "Hello, what is the capital of {country}? Answer only with the city name."
          as: city
        - ask: "{city} sounds like a nice place to visit. What is the population of {city}?"
          as: followup_response
      """;

  @Test
  void theCapitalCityChainReadsAsWritten() throws RunFault {
    var chain = Read.good(CAPITAL_CITY);

    assertThat(chain.name()).isEqualTo("capital-city");
    assertThat(chain.model()).isEqualTo(new ModelRef("openai", "gpt-4o-mini"));
    assertThat(chain.options()).containsEntry("temperature", Read.json("0.9"));
    assertThat(chain.inputs()).containsOnlyKeys("country");
    assertThat(chain.inputsDeclared()).isTrue();
    assertThat(chain.steps()).hasSize(2);
    var second = (Step.Ask) chain.steps().get(1);
    assertThat(second.common().path()).isEqualTo("/1");
    assertThat(second.common().as()).isEqualTo("followup_response");
    assertThat(second.repair()).isEqualTo(2);
    var prompt = (Prompt.Text) second.prompt().parts().getFirst();
    assertThat(prompt.role()).isEqualTo("user");
    assertThat(prompt.text().render(Read.scope("{\"city\": \"Paris.\"}")))
        .isEqualTo("Paris. sounds like a nice place to visit. What is the population of Paris.?");
  }

  @Test
  void theSameChainInYamlAndInJsonHasOneDigest() {
    var yaml = Read.good(CAPITAL_CITY);
    var json = Read.good(yaml.source().toPrettyString());
    var again = ChainReader.read(yaml.source(), "another-name");

    assertThat(json.digest()).isEqualTo(yaml.digest()).matches("sha256:[0-9a-f]{64}");
    assertThat(((Outcome.Good) again).chain().digest()).isEqualTo(yaml.digest());
  }
}
