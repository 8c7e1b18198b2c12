package dev.windlass.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.windlass.engine.chain.source.SourceText;
import dev.windlass.engine.chain.source.YamlPrinter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A chain printed as YAML is the same chain when it is read. */
class ChainPrintTest {
  private static final List<String> CHAINS =
      List.of(
          LanguagePageTest.CAPITAL_CITY,
          """
          description: "Yes"
          template: mustache
          options: {temperature: 0.90, seed: 1e3, stop: null, logit_bias: {"50256": -100}}
          steps:
            - ask:
                - system: |
                    Two lines,
                      one of them indented.

                - user: [{type: text, text: "a: b # c"}, {type: image_url, image_url: {url: "{{u}}"}}]
              answer: {schema: {type: object, properties: {b: {type: string}, a: {}}}}
            - choose:
                - {when: "x == 'y'", do: [{set: {a: [], b: {}, c: [[1], [2]]}}]}
                - {else: [{ask: ""}]}
          """);

  @Test
  void aPrintedChainHasTheSameDigest() {
    for (var text : CHAINS) {
      var chain = Read.good(text);
      var printed = YamlPrinter.print(chain.source());

      assertThat(Read.good(printed).digest()).as(printed).isEqualTo(chain.digest());
      assertThat(YamlPrinter.print(Read.good(printed).source())).isEqualTo(printed);
    }
  }

  @Test
  void itReadsAsAPersonWouldWriteIt() {
    assertThat(YamlPrinter.print(Read.good(LanguagePageTest.CAPITAL_CITY).source()))
        .isEqualTo(
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
            """);
    assertThat(YamlPrinter.print(Read.json("{\"a\": \"one\\ntwo\\n\", \"b\": [\"x\\n\\ny\"]}")))
        .isEqualTo(
            """
            a: |
              one
              two
            b:
              - |-
                x

                y
            """);
  }

  @Test
  void whateverATreeHoldsItReadsBack() {
    var random = new Random(7);
    for (int i = 0; i < 3_000; i++) {
      var tree = JsonNodeFactory.instance.objectNode();
      tree.set("it", tree(random, 4));
      var printed = YamlPrinter.print(tree);
      var read = SourceText.read("# a comment, so that it is read as YAML\n" + printed);

      assertThat(read.problems()).as("%d:\n%s", i, printed).isEmpty();
      assertThat(read.root()).as("%d:\n%s", i, printed).isEqualTo(tree);
    }
  }

  private static JsonNode tree(Random random, int depth) {
    var json = JsonNodeFactory.instance;
    return switch (random.nextInt(depth == 0 ? 6 : 9)) {
      case 0 -> json.nullNode();
      case 1 -> json.booleanNode(random.nextBoolean());
      case 2 -> json.numberNode(random.nextInt(2_000) - 1_000);
      case 3 -> DecimalNode.valueOf(BigDecimal.valueOf(random.nextInt(2_000) - 1_000, 2));
      case 4, 5 -> TextNode.valueOf(text(random));
      case 6, 7 -> {
        var object = json.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.set(text(random), tree(random, depth - 1));
        }
        yield object;
      }
      default -> {
        var list = json.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(tree(random, depth - 1));
        }
        yield list;
      }
    };
  }

  private static final List<String> PIECES =
      List.of(
          "a", "B", "9", " ", "\n", "\t", ":", ": ", "#", " #", "-", "- ", "'", "\"", "\\", "{",
          "}", "[", "]", ",", "|", ">", "%", "@", "`", "!", "&", "*", "?", "~", "yes", "null",
          "true", "1e3", "0x1", "...", "---", "é", "太", "😀", "\r", "\u0007", "\u0085", "\u2028",
          "\uFEFF");

  private static String text(Random random) {
    var out = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      out.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return out.toString();
  }
}
