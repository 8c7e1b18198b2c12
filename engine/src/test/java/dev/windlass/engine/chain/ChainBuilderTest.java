package dev.windlass.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChainBuilderTest {
  @Test
  void javaBuildsTheChainThatTheFileSays() {
    var built =
        Chain.named("capital-city")
            .model("openai/gpt-4o-mini")
            .temperature(0.9)
            .option("presence_penalty", 0.1)
            .option("frequency_penalty", 0.2)
            .system("You are a helpful assistant who responds to questions about the world")
            .inputs("country")
            .ask("Hello, what is the capital of {country}? Answer only with the city name.")
            .as("city")
            .ask("{city} sounds like a nice place to visit. What is the population of {city}?")
            .as("followup_response")
            .build();

    assertThat(built.digest()).isEqualTo(Read.good(LanguagePageTest.CAPITAL_CITY).digest());
  }

  @Test
  void everyKindOfStepCanBeBuilt() {
    var built =
        Chain.named("all")
            .description("All of it")
            .input("documents", "array", null)
            .input("mood", "string", "kind")
            .defaultValue("note", "none")
            .withoutHistory()
            .timeout(Duration.ofSeconds(30))
            .retry(3)
            .set("greeting", "Hello {mood}")
            .parallel(p -> p.branch("pros", b -> b.ask("pros")).branch("cons", b -> b.ask("cons")))
            .as("both")
            .keepErrors()
            .each("{documents}", "doc", b -> b.ask("{i} {doc}").model("small").temperature(0))
            .index("i")
            .limit(8)
            .as("notes")
            .fold("{notes}", "n", "sum", b -> b.ask("{sum} {n}"))
            .start("")
            .as("sum")
            .choose(c ->
                c.when("length(sum) > 10", b -> b.ask("short").as("end"))
                    .otherwise(b -> b.set("end", "{sum}")))
            .ask(Messages.of().system("s").optionalPlaceholder("past").user("{end} {greeting}"))
            .id("last")
            .when("exists(end)")
            .answer("one_of", List.of("Yes", "No"))
            .repair(1)
            .stop("END")
            .lastMessages(4)
            .defaultValue("past", List.of())
            .output(Map.of("end", "{end}"))
            .build();
    var written =
        Read.good(
            """
            chain: all
            description: All of it
            inputs: {documents: {type: array}, mood: {type: string, default: kind}}
            defaults: {note: none}
            history: none
            timeout: 30000ms
            retry: {max: 3}
            output: {end: "{end}"}
            steps:
              - set: {greeting: "Hello {mood}"}
              - parallel: {pros: [{ask: pros}], cons: [{ask: cons}]}
                as: both
                on_error: keep
              - each: "{documents}"
                name: doc
                do: [{ask: "{i} {doc}", model: small, options: {temperature: 0.0}}]
                index: i
                limit: 8
                as: notes
              - {fold: "{notes}", name: n, carry: sum, do: [{ask: "{sum} {n}"}], start: "", as: sum}
              - choose:
                  - {when: "length(sum) > 10", do: [{ask: short, as: end}]}
                  - {else: [{set: {end: "{sum}"}}]}
              - ask: [{system: s}, {placeholder: past, optional: true}, {user: "{end} {greeting}"}]
                id: last
                when: exists(end)
                answer: {one_of: [Yes, No]}
                repair: 1
                stop: [END]
                history: {last: 4}
                defaults: {past: []}
            """);

    assertThat(built.source()).isEqualTo(written.source());
    assertThat(built.digest()).isEqualTo(written.digest());
  }

  @Test
  void examplesAndTheLanguageOfTemplatesCanBeBuilt() {
    var built =
        Chain.named("shots")
            .template("mustache")
            .ask(Messages.of().lastOf("past", 4).user("{{q}}"))
            .examples(List.of(Map.of("a", 1)), "{a}")
            .template("braces")
            .build();

    assertThat(built.digest())
        .isEqualTo(
            Read.good(
                    """
                    chain: shots
                    template: mustache
                    steps:
                      - ask: [{placeholder: past, last: 4}, {user: "{{q}}"}]
                        examples: {items: [{a: 1}], template: "{a}"}
                        template: braces
                    """)
                .digest());
  }

  @Test
  void aChainWithFaultsIsNotBuilt() {
    assertThatThrownBy(
            () -> Chain.named("Bad Name").inputs("country").ask("{contry}").repair(99).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/chain")
        .hasMessageContaining("did you mean country?")
        .hasMessageContaining("/steps/0/repair");
    assertThatThrownBy(() -> Chain.named("x").as("city")).isInstanceOf(IllegalStateException.class);
  }
}
