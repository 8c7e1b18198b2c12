package dev.windlass.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.windlass.engine.chain.ChainReader.Fault;
import dev.windlass.engine.protocol.RetryPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainReaderTest {
  /** Step or key, then the pointer of its fault, its code, and a word of what to do. */
  static final List<List<String>> STEPS =
      List.of(
          List.of("{aks: hi}", "/steps/0/aks", "unknown-field", "did you mean ask?"),
          List.of("{as: x}", "/steps/0", "one-kind", "ask, set"),
          List.of("{ask: a, set: {b: 1}}", "/steps/0", "one-kind", "ask and set"),
          List.of("{ask: a, examples: {}}", "/steps/0/examples", "required", "items is missing"),
          List.of(
              "{ask: a, examples: {items: '{x} y', template: b}}",
              "/steps/0/examples/items",
              "wrong-type",
              "exactly one"),
          List.of(
              "{ask: [{assistant: a}], examples: {items: [], template: b}}",
              "/steps/0/examples",
              "required",
              "text of the user"),
          List.of("{ask: '{x|uper}'}", "/steps/0/ask", "bad-template", "did you mean upper?"),
          List.of("{ask: '{x|join}'}", "/steps/0/ask", "bad-template", "one argument"),
          List.of("{ask: '{x|join(a)}'}", "/steps/0/ask", "bad-template", "quoted"),
          List.of(
              "{ask: '{{>x}}', template: mustache}", "/steps/0/ask", "bad-template", "partials"),
          List.of(
              "{ask: '{{#x}}', template: mustache}", "/steps/0/ask", "bad-template", "Mustache"),
          List.of("{ask: a, template: mustach}", "/steps/0/template", "out-of-range", "mustache?"),
          List.of(
              "{ask: a, answer: {datetime: '%Q'}}",
              "/steps/0/answer/datetime", "bad-pattern", "%Q"),
          List.of(
              "{ask: a, answer: {datetime: day}}",
              "/steps/0/answer/datetime",
              "bad-pattern",
              "strptime"),
          List.of("{ask: a, answer: datetime}", "/steps/0/answer", "required", "%Y-%m-%d"),
          List.of("{ask: a, fallback: b}", "/steps/0/fallback", "wrong-type", "a list of models"),
          List.of("{ask: a, limit: 3}", "/steps/0/limit", "unknown-field", "goes with each"),
          List.of("hi", "/steps/0", "wrong-type", "a text"),
          List.of("{ask: 5}", "/steps/0/ask", "wrong-type", "a number"),
          List.of("{ask: '{}'}", "/steps/0/ask", "bad-template", "empty"),
          List.of("{ask: 'a {b'}", "/steps/0/ask", "bad-template", "not closed"),
          List.of("{ask: []}", "/steps/0/ask", "required", "asks nothing"),
          List.of(
              "{ask: [{use: hi}]}", "/steps/0/ask/0/use", "unknown-field", "did you mean user?"),
          List.of("{ask: [{tool: hi}]}", "/steps/0/ask/0/tool", "unknown-field", "assistant"),
          List.of("{ask: [{user: a, system: b}]}", "/steps/0/ask/0", "one-kind", "exactly one"),
          List.of("{ask: [{user: [{text: b}]}]}", "/steps/0/ask/0/user/0", "required", "type"),
          List.of("{ask: [{placeholder: a b}]}", "/steps/0/ask/0/placeholder", "bad-name", "name"),
          List.of("{ask: a, as: 1st}", "/steps/0/as", "bad-name", "letter"),
          List.of("{ask: a, as: '{x}'}", "/steps/0/as", "bad-name", "without braces"),
          List.of("{ask: a, when: 'x = 1'}", "/steps/0/when", "bad-condition", "=="),
          List.of("{ask: a, when: true}", "/steps/0/when", "wrong-type", "quote it"),
          List.of("{ask: a, overwrite: yes}", "/steps/0/overwrite", "wrong-type", "true or false"),
          List.of("{ask: a, repair: 11}", "/steps/0/repair", "out-of-range", "from 0 to 10"),
          List.of("{ask: a, repair: 1.5}", "/steps/0/repair", "wrong-type", "whole"),
          List.of("{ask: a, timeout: 5}", "/steps/0/timeout", "wrong-type", "unit"),
          List.of("{ask: a, timeout: 5 days}", "/steps/0/timeout", "wrong-type", "500ms"),
          List.of("{ask: a, timeout: 2h}", "/steps/0/timeout", "out-of-range", "3600s"),
          List.of("{ask: a, timeout: 0s}", "/steps/0/timeout", "out-of-range", "1ms"),
          List.of("{ask: a, retry: {mx: 1}}", "/steps/0/retry/mx", "unknown-field", "max"),
          List.of("{ask: a, retry: {max: 0}}", "/steps/0/retry/max", "out-of-range", "1"),
          List.of(
              "{ask: a, retry: {jitter: ful}}", "/steps/0/retry/jitter", "out-of-range", "full?"),
          List.of("{ask: a, history: {last: 0}}", "/steps/0/history/last", "out-of-range", "1"),
          List.of("{ask: a, history: nones}", "/steps/0/history", "out-of-range", "none?"),
          List.of("{ask: a, template: jinja2}", "/steps/0/template", "out-of-range", "runs code"),
          List.of("{ask: a, model: ''}", "/steps/0/model", "out-of-range", "provider/model"),
          List.of(
              "{ask: a, options: {api_key: x}}", "/steps/0/options/api_key", "unknown-field", ""),
          List.of("{ask: a, answer: jsn}", "/steps/0/answer", "out-of-range", "json?"),
          List.of("{ask: a, answer: list}", "/steps/0/answer", "required", "list: comma"),
          List.of(
              "{ask: a, answer: {list: commas}}", "/steps/0/answer/list", "out-of-range", "comma?"),
          List.of("{ask: a, answer: {one_of: []}}", "/steps/0/answer/one_of", "required", "one"),
          List.of(
              "{ask: a, answer: {one_of: [a, A]}}", "/steps/0/answer/one_of/1", "duplicate", "A"),
          List.of(
              "{ask: a, answer: {pattern: '(a'}}", "/steps/0/answer/pattern", "bad-pattern", "RE2"),
          List.of(
              "{ask: a, answer: {pattern: '(?=a)'}}", "/steps/0/answer/pattern", "bad-pattern", ""),
          List.of(
              "{ask: a, answer: {schema: {type: objekt}}}",
              "/steps/0/answer/schema",
              "bad-schema",
              "/type"),
          List.of(
              "{ask: a, answer: {schema: {$ref: 'http://x/y'}}}",
              "/steps/0/answer/schema",
              "bad-schema",
              "leads out"),
          List.of(
              "{ask: a, answer: {schema: {pattern: '(?=a)'}}}",
              "/steps/0/answer/schema",
              "bad-schema",
              "RE2"),
          List.of(
              "{ask: a, answer: {schema: 3}}", "/steps/0/answer/schema", "bad-schema", "object"),
          List.of("{set: {}}", "/steps/0/set", "required", "nothing"),
          List.of("{set: {1a: 3}}", "/steps/0/set/1a", "bad-name", "letter"),
          List.of("{set: {a: ['{']}}", "/steps/0/set/a/0", "bad-template", "not closed"),
          List.of("{parallel: {}}", "/steps/0/parallel", "required", "branches"),
          List.of("{parallel: {a: []}}", "/steps/0/parallel/a", "required", "step"),
          List.of(
              "{parallel: {a: [{ask: b}]}, on_error: kep}",
              "/steps/0/on_error",
              "out-of-range",
              "keep?"),
          List.of("{each: 'x {d}', do: [{ask: a}]}", "/steps/0/each", "wrong-type", "exactly one"),
          List.of("{each: '{d}'}", "/steps/0", "required", "do is missing"),
          List.of("{each: '{d}', limit: 0, do: [{ask: a}]}", "/steps/0/limit", "out-of-range", "1"),
          List.of("{fold: '{d}', do: [{ask: a}]}", "/steps/0", "required", "carry"),
          List.of("{choose: []}", "/steps/0/choose", "required", "cases"),
          List.of("{choose: [{when: 'x == 1'}]}", "/steps/0/choose/0", "required", "do"),
          List.of(
              "{choose: [{else: [{ask: a}]}, {when: x, do: [{ask: b}]}]}",
              "/steps/0/choose/0",
              "out-of-range",
              "last"),
          List.of(
              "{choose: [{whn: x, do: [{ask: b}]}]}",
              "/steps/0/choose/0/whn",
              "unknown-field",
              "when?"));

  @Test
  void aStepThatCannotBeIsRefusedAtItsPlace() {
    for (var row : STEPS) {
      var faults = Read.faults("steps:\n  - " + row.get(0));
      assertThat(faults)
          .as("%s: %s", row, faults)
          .anySatisfy(fault -> {
            assertThat(fault.pointer()).isEqualTo(row.get(1));
            assertThat(fault.code()).isEqualTo(row.get(2));
            assertThat(fault.detail()).contains(row.get(3));
            assertThat(fault.line()).isEqualTo(2);
            assertThat(fault.column()).isGreaterThanOrEqualTo(5);
          });
    }
  }

  static final List<List<String>> CHAINS =
      List.of(
          List.of("chain: Capital City", "/chain", "bad-name"),
          List.of("modle: x", "/modle", "unknown-field"),
          List.of("template: handlebars", "/template", "out-of-range"),
          List.of("api_key: x", "/api_key", "unknown-field"),
          List.of("system: 5", "/system", "wrong-type"),
          List.of("system: '{a b}'", "/system", "bad-template"),
          List.of("inputs: [a, a]", "/inputs/1", "duplicate"),
          List.of("inputs: [1]", "/inputs/0", "wrong-type"),
          List.of("inputs: {a: {typ: string}}", "/inputs/a/typ", "unknown-field"),
          List.of("inputs: {a: {type: text}}", "/inputs/a/type", "out-of-range"),
          List.of("inputs: {a: {type: integer, default: b}}", "/inputs/a/default", "wrong-type"),
          List.of("inputs: {a: string}", "/inputs/a", "wrong-type"),
          List.of("defaults: [a]", "/defaults", "wrong-type"),
          List.of("defaults: {a b: 1}", "/defaults/a b", "bad-name"),
          List.of("output: '{a}'", "/output", "bad-name"),
          List.of("output: 3", "/output", "wrong-type"),
          List.of("options: [a]", "/options", "wrong-type"),
          List.of("description: 3", "/description", "wrong-type"));

  @Test
  void whatStandsAtTheTopIsCheckedToo() {
    for (var row : CHAINS) {
      var faults = Read.faults("steps: [{ask: hi}]\n" + row.get(0));
      assertThat(faults)
          .as("%s: %s", row, faults)
          .anySatisfy(fault -> {
            assertThat(fault.pointer()).isEqualTo(row.get(1));
            assertThat(fault.code()).isEqualTo(row.get(2));
            assertThat(fault.line()).isEqualTo(2);
          });
    }
  }

  @Test
  void aFaultNamesFileLineColumnAndPointer() {
    var fault =
        Read.faults(
                """
                chain: x
                steps:
                  - ask: "Hello"
                    ass: city
                """)
            .getFirst();

    assertThat(fault)
        .isEqualTo(new Fault("chain.yaml", 4, 5, "/steps/0/ass", "unknown-field", fault.detail()));
    assertThat(fault.toString())
        .startsWith("chain.yaml:4:5: there is no key ass here; did you mean as?")
        .endsWith("(/steps/0/ass)");
  }

  @Test
  void allFaultsAreReportedAtOnceInTheOrderOfTheText() {
    var faults =
        Read.faults(
            """
            inputs: [country]
            steps:
              - ask: "{contry}"
                as: 1
              - ask: "{country}"
                repair: many
              - aks: x
            """);

    assertThat(faults).extracting(Fault::line).containsExactly(3, 4, 6, 7);
    assertThat(faults.getFirst().detail()).contains("did you mean country?");
  }

  @Test
  void atMostAHundredFaultsAreReported() {
    var text = new StringBuilder("steps:\n");
    for (int i = 0; i < 90; i++) {
      text.append("  - {aks: 1, bks: 2}\n");
    }
    assertThat(Read.faults(text.toString())).hasSize(100);
  }

  @Test
  void aChainHasAtMostAHundredStepsThroughAllBlocks() {
    var inner = "  - parallel: {a: [" + "{ask: x}, ".repeat(49) + "]}\n";

    assertThat(Read.good("steps:\n" + inner + inner.replace("a:", "b:")).steps()).hasSize(2);
    assertThat(Read.faults("steps:\n" + inner + inner.replace("a:", "b:") + "  - ask: x"))
        .extracting(Fault::code, Fault::line)
        .containsExactly(tuple("too-large", 4));
  }

  @Test
  void aTemplateHasAtMost256KiB() {
    var most = "ü".repeat(128 * 1024);

    assertThat(Read.good("steps: [{ask: '" + most + "'}]").steps()).hasSize(1);
    assertThat(Read.faults("steps: [{ask: '" + most + "a'}]"))
        .extracting(Fault::code)
        .containsExactly("too-large");
  }

  @Test
  void idsAreUniqueThroughAllBlocks() {
    assertThat(
            Read.faults(
                """
                steps:
                  - {ask: a, id: one}
                  - parallel:
                      b:
                        - {ask: b, id: one}
                """))
        .extracting(Fault::code, Fault::pointer)
        .containsExactly(tuple("duplicate", "/steps/1/parallel/b/0/id"));
  }

  @Test
  void stepsKnowTheirPaths() {
    var chain =
        Read.good(
            """
            steps:
              - ask: a
              - choose:
                  - {when: "exists(x)", do: [{ask: b}]}
                  - {else: [{ask: c}]}
              - {each: [1], do: [{ask: d}]}
              - parallel: {pros: [{ask: e}]}
              - {fold: [1], carry: sum, do: [{ask: f}]}
            """);
    var choose = (Step.Choose) chain.steps().get(1);

    assertThat(path(chain.steps().get(0))).isEqualTo("/0");
    assertThat(path(choose.cases().get(0).body().getFirst())).isEqualTo("/1/choose/0/do/0");
    assertThat(path(choose.cases().get(1).body().getFirst())).isEqualTo("/1/choose/1/do/0");
    assertThat(path(((Step.Each) chain.steps().get(2)).body().getFirst())).isEqualTo("/2/each/0");
    assertThat(((Step.Parallel) chain.steps().get(3)).branches())
        .hasEntrySatisfying(
            "pros", body -> assertThat(path(body.getFirst())).isEqualTo("/3/parallel/pros/0"));
    assertThat(path(((Step.Fold) chain.steps().get(4)).body().getFirst())).isEqualTo("/4/fold/0");
  }

  private static String path(Step step) {
    return step.common().path();
  }

  @Test
  void everythingAStepSaysIsRead() throws RunFault {
    var chain =
        Read.good(
            """
            retry: {max: 3, backoff: linear}
            steps:
              - id: first
                ask:
                  - system: "Be {mood}"
                  - placeholder: chat_history
                    last: 4
                    optional: true
                  - user: [{type: text, text: "{n}"}, {type: image_url, image_url: {url: "{url}"}}]
                  - {user: "{as it stands}", raw: true}
                model: openai/org/name
                options: {seed: 1}
                history: {last: 2}
                retry: {initial: 1.5s}
                timeout: 500ms
                repair: 0
                stop: ["{n}", END]
                when: "n > 0"
                defaults: {mood: kind}
            """);
    var ask = (Step.Ask) chain.steps().getFirst();
    var parts = ask.prompt().parts();

    assertThat(ask.common().id()).isEqualTo("first");
    assertThat(ask.model()).isEqualTo(new ModelRef("openai", "org/name"));
    assertThat(ask.history()).isEqualTo(new History.Last(2));
    assertThat(ask.timeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(ask.retry())
        .isEqualTo(
            new RetryPolicy(
                3,
                Duration.ofMillis(1500),
                Duration.ofSeconds(60),
                RetryPolicy.Backoff.LINEAR,
                RetryPolicy.Jitter.FULL));
    assertThat(ask.repair()).isZero();
    assertThat(ask.stop()).hasSize(2);
    assertThat(parts.get(1)).isEqualTo(new Prompt.Placeholder("chat_history", 4, true));
    var content = (Prompt.Content) parts.get(2);
    assertThat(content.content().evaluate(Read.scope("{\"n\": 3, \"url\": \"http://x\"}")))
        .isEqualTo(
            Read.json(
                """
                [{"type": "text", "text": "3"},
                 {"type": "image_url", "image_url": {"url": "http://x"}}]\
                """));
    var raw = (Prompt.Text) parts.get(3);
    assertThat(raw.text().render(Read.scope("{}"))).isEqualTo("{as it stands}");
    assertThat(chain.inputs().keySet()).containsExactlyInAnyOrder("n", "url");
  }
}
