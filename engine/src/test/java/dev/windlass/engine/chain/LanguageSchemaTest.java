package dev.windlass.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.source.SourceText;
import dev.windlass.engine.protocol.Json;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The published schema, held against the reader: what one refuses for its shape, so does the other.
 */
class LanguageSchemaTest {
  private static final Schemas.Checked SCHEMA = Schemas.check(read());

  /**
   * Faults of shape; the others are about what stands inside of texts, which a schema cannot see.
   */
  private static final Set<String> SHAPE =
      Set.of("unknown-field", "required", "one-kind", "wrong-type", "out-of-range", "bad-name");

  /** Of those, what a schema cannot see either. */
  private static final List<String> UNSEEN =
      List.of("timeout: 2h", "timeout: 0s", "{else: [{ask: a}]}, {when:", "{assistant: a}");

  private static final List<String> GOOD =
      List.of(
          LanguagePageTest.CAPITAL_CITY,
          "steps: [{set: {greeting: 'Hello {name}', n: 3}}]",
          "steps: [{parallel: {pros: [{ask: a}], cons: [{ask: b}]}, as: both, on_error: keep}]",
          "steps: [{each: '{documents}', name: doc, index: i, limit: 8, do: [{ask: x}], as: notes}]",
          "steps: [{fold: '{documents}', name: doc, carry: s, start: '', do: [{ask: '{s}'}], as: s}]",
          """
          steps:
            - {ask: k, as: kind}
            - choose:
                - {when: "kind == 'billing'", do: [{ask: a}]}
                - {else: [{ask: b}]}
          """,
          """
          steps:
            - {compute: "2 ** 10 / n", as: size}
            - {repeat: [{ask: a, as: b}], until: "b == 'x'", max: 3}
            - {use: summarise@3, with: {text: "{b}"}, as: c}
            - {fail: "no {c}", when: "c == 'none'"}
          chains: {summarise@3: {steps: [{ask: "{text}"}]}}
          """,
          """
          steps:
            - {ask: a, answer: json}
            - {ask: a, answer: {schema: {type: object}}}
            - {ask: a, answer: {list: numbered}}
            - {ask: a, answer: {list: {schema: {type: string}}}}
            - {ask: a, answer: {one_of: [Yes, No]}}
            - {ask: a, answer: {one_of: {accept: {"true": ["<Yes>"], "no": []}, otherwise: false}}}
            - {ask: a, answer: {pattern: "x", otherwise: null}, repair: 0, trim: true}
          """,
          """
          inputs: {country: {type: string, default: France}, n: {}, m: null}
          output: {title: "{country}"}
          history: {last: 4}
          retry: {max: 6, initial: 500ms, cap: 60s, backoff: exponential, jitter: full}
          timeout: 1.5m
          template: mustache
          steps:
            - ask: "{n|default(0)}"
              template: braces
              examples: {items: [{q: a}], template: "{q}", separator: "", prefix: p}
              answer: {datetime: "%Y"}
            - {ask: a, examples: {items: "{{n}}", template: "{{q}}"}, answer: {xml: [a]}}
            - {ask: a, answer: xml}
            - {each: "{n|lines}", do: [{ask: "{item}"}], template: braces}
            - ask:
                - system: s
                - placeholder: country
                  last: 2
                  optional: true
                - user: [{type: text, text: "{n}"}]
                  raw: true
              stop: [a, b]
          """);

  @Test
  void theExamplesOfTheLanguageFitTheSchemaAndTheReader() {
    for (var chain : GOOD) {
      assertThat(misfit(chain)).as(chain).isNull();
      Read.good(chain);
    }
    for (var steps : FlowTest.ALLOWED) {
      assertThat(misfit("inputs: [a]\nsteps: " + steps)).as(steps).isNull();
    }
  }

  @Test
  void whatTheReaderRefusesForItsShapeTheSchemaRefusesToo() {
    int held = 0;
    for (var row : ChainReaderTest.STEPS) {
      boolean later = row.get(3).equals("this version");
      boolean seen = UNSEEN.stream().noneMatch(row.get(0)::contains);
      if (SHAPE.contains(row.get(2)) && seen && !later) {
        assertThat(misfit("steps:\n  - " + row.get(0))).as(row.get(0)).isNotNull();
        held++;
      }
    }
    for (var row : ChainReaderTest.CHAINS) {
      boolean typedDefault = row.get(1).endsWith("/default");
      if (SHAPE.contains(row.get(2)) && !typedDefault) {
        assertThat(misfit("steps: [{ask: hi}]\n" + row.get(0))).as(row.get(0)).isNotNull();
        held++;
      }
    }
    assertThat(held).isGreaterThan(50);
  }

  /** Whole chains, and what both refuse in them: keys and words of the templates and answers. */
  private static final List<String> BAD =
      List.of(
          "steps: [{ask: a, examples: {items: [1], template: b}}]",
          "steps: [{ask: a, examples: {items: []}}]",
          "steps: [{ask: a, examples: {items: [], template: b, seperator: c}}]",
          "steps: [{ask: a, examples: [b]}]",
          "steps: [{ask: a, answer: {xml: ['<a>']}}]",
          "steps: [{ask: a, answer: {xml: a}}]",
          "steps: [{ask: a, answer: datetime}]",
          "steps: [{ask: a, answer: {datetime: ''}}]",
          "steps: [{ask: a, answer: {datetime: 5}}]",
          "steps: [{ask: a, template: jinja2}]",
          "template: handlebars\nsteps: [{ask: a}]",
          "steps: []",
          "steps: [{ask: [{tool: a}]}]",
          "steps: [{ask: [{user: a, raw: maybe}]}]",
          "steps: [{ask: [{placeholder: a, last: 0}]}]",
          "steps: [{fail: {a: b}}]",
          "steps: [{repeat: [{ask: a}]}]",
          "steps: [{use: Not A Name}]",
          "steps: [{retrieve: a}]",
          "steps: [{embed: a, k: 3}]",
          "grid: {temperature: 0}\nsteps: [{ask: a}]",
          "repeat_runs: 0\nsteps: [{ask: a}]",
          "steps: [{ask: a, fallback: b}]",
          "steps: [{ask: a, cache: maybe}]");

  @Test
  void whatTheSchemaRefusesTheReaderRefusesToo() {
    for (var chain : BAD) {
      assertThat(misfit(chain)).as(chain).isNotNull();
      assertThat(Read.faults(chain)).as(chain).isNotEmpty();
    }
  }

  @Test
  void theSchemaKnowsTheKeysThatTheReaderKnows() {
    var schema = read();

    assertThat(schema.get("properties").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(Keys.CHAIN);
    for (var kind : Keys.KINDS.keySet()) {
      assertThat(schema.at("/$defs/" + kind + "/properties").fieldNames())
          .toIterable()
          .as(kind)
          .containsExactlyInAnyOrderElementsOf(Keys.ofStep(kind));
    }
  }

  private static @Nullable String misfit(String yaml) {
    var root = SourceText.read(yaml).root();
    return root == null ? "no YAML" : SCHEMA.misfits(root);
  }

  private static JsonNode read() {
    try (var file = Chain.class.getResourceAsStream("/windlass-chain.schema.json")) {
      return Json.MAPPER.readTree(file);
    } catch (IOException e) {
      throw new IllegalStateException("the schema of the language cannot be read", e);
    }
  }
}
