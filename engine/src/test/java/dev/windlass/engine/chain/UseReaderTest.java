package dev.windlass.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.chain.ChainReader.Fault;
import dev.windlass.engine.chain.ChainReader.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UseReaderTest {
  private final Map<String, JsonNode> elsewhere = new HashMap<>();
  private final List<String> looked = new ArrayList<>();

  private void there(String name, String chain) {
    elsewhere.put(name, Read.json(chain));
  }

  private Outcome read(String yaml) {
    return ChainReader.read(
        yaml,
        "main",
        null,
        reference -> {
          looked.add(reference);
          return elsewhere.get(reference);
        });
  }

  private Chain good(String yaml) {
    return switch (read(yaml)) {
      case Outcome.Good(var chain) -> chain;
      case Outcome.Bad(var faults) -> throw new AssertionError(faults);
    };
  }

  private List<Fault> faults(String yaml) {
    return switch (read(yaml)) {
      case Outcome.Good good -> throw new AssertionError("it is good");
      case Outcome.Bad(var faults) -> faults;
    };
  }

  @Test
  void whatIsFoundElsewhereIsWrittenIntoTheChainAndStaysAsItWas() {
    there("b", "{\"steps\":[{\"use\":\"c@2\",\"with\":{\"x\":\"{y}\"}}]}");
    there("c@2", "{\"steps\":[{\"ask\":\"{x}\"}]}");
    var pinned = good("steps: [{use: b, with: {y: 1}}]");

    assertThat(pinned.missing()).isEmpty();
    assertThat(pinned.source().path("chains").fieldNames())
        .toIterable()
        .containsExactly("b", "c@2");
    there("b", "{\"steps\":[{\"ask\":\"changed\"}]}");
    assertThat(Read.json(pinned.source().toString())).isEqualTo(pinned.source());
    var again = (Outcome.Good) ChainReader.read(pinned.source(), "main");
    assertThat(again.chain().digest()).isEqualTo(pinned.digest());
  }

  @Test
  void aChainThatNobodyKnowsYetIsSaidAndNoFault() {
    assertThat(good("steps: [{use: later}, {each: [1], do: [{use: other@3}]}]").missing())
        .containsExactly("later", "other@3");
  }

  @Test
  void aChainsOwnCompanionsComeBeforeThoseAroundIt() {
    there(
        "b", "{\"steps\":[{\"use\":\"c\"}],\"chains\":{\"c\":{\"steps\":[{\"fail\":\"inner\"}]}}}");
    var chain =
        good(
            """
            chains: {c: {steps: [{fail: outer}]}}
            steps: [{use: b}, {use: c}]
            """);

    assertThat(words(chain)).containsExactly("inner", "outer");
    assertThat(looked).containsExactly("b");
  }

  private static List<String> words(Chain chain) {
    return Steps.all(chain.steps()).stream()
        .flatMap(step ->
            step instanceof Step.Use use
                ? words(java.util.Objects.requireNonNull(use.chain())).stream()
                : List.of(((Step.Fail) step).message().source()).stream())
        .toList();
  }

  @Test
  void aCircleIsRefusedWithItsWay() {
    there("b", "{\"steps\":[{\"use\":\"c\"}]}");
    there("c", "{\"steps\":[{\"use\":\"b\"}]}");

    var fault = faults("steps: [{use: b}]").getFirst();

    assertThat(fault.code()).isEqualTo("cycle");
    assertThat(fault.detail()).contains("b -> c -> b");
    assertThat(fault.pointer()).isEqualTo("/steps/0/use");
  }

  @Test
  void seventeenDeepIsOneTooMany() {
    for (int i = 2; i < 16; i++) {
      there("c" + i, "{\"steps\":[{\"use\":\"c%d\"}]}".formatted(i + 1));
    }
    there("c16", "{\"steps\":[{\"ask\":\"x\"}]}");
    assertThat(good("steps: [{use: c2}]").missing()).isEmpty();

    there("c16", "{\"steps\":[{\"use\":\"c17\"}]}");
    there("c17", "{\"steps\":[{\"ask\":\"x\"}]}");
    assertThat(faults("steps: [{use: c2}]").getFirst().code()).isEqualTo("too-deep");
  }

  @Test
  void manyUsesOfManyUsesAreCountedAndNotRead() {
    for (int i = 1; i < 12; i++) {
      var use = "{\"use\":\"c" + (i + 1) + "\"}";
      there("c" + i, "{\"steps\":[" + String.join(",", Collections.nCopies(4, use)) + "]}");
    }
    there("c12", "{\"steps\":[{\"ask\":\"x\"}]}");

    assertThat(faults("steps: [{use: c1}]").getFirst().code()).isEqualTo("too-large");
  }

  @Test
  void itsInputIsCheckedWhereTheChainIsKnown() {
    there(
        "b",
        "{\"inputs\":{\"text\":{},\"n\":{\"default\":1}},\"steps\":[{\"ask\":\"{text}{n}\"}]}");

    assertThat(faults("steps: [{use: b, with: {txt: 1}}]"))
        .extracting(Fault::pointer, Fault::code)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("/steps/0/with/txt", "unknown-variable"),
            org.assertj.core.groups.Tuple.tuple("/steps/0", "required"));
  }

  @Test
  void aWrongChainIsRefusedWhereItIsUsed() {
    there("b", "{\"steps\":[{\"aks\":\"x\"}]}");

    var fault = faults("steps: [{use: b}]").getFirst();

    assertThat(fault.pointer()).isEqualTo("/steps/0/use");
    assertThat(fault.detail()).contains("b cannot be used").contains("did you mean ask");
  }
}
