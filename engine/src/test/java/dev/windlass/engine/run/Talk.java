package dev.windlass.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.ChainReader;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A run in a test's words: what it asks, what it is answered, how it ends. */
public final class Talk {
  static final RunDefaults DEFAULTS = new RunDefaults("openai", "openai/small");

  final Run run;
  private final List<Run.Question> asked = new ArrayList<>();

  Talk(String chain, String input) {
    run = new Run(chain(chain), json(input), DEFAULTS);
    listen();
  }

  public static Chain chain(String yaml) {
    return switch (ChainReader.read(yaml, "test", null)) {
      case ChainReader.Outcome.Good(var chain) -> chain;
      case ChainReader.Outcome.Bad(var faults) -> throw new AssertionError(faults.toString());
    };
  }

  public static ObjectNode json(String text) {
    return (ObjectNode) node(text);
  }

  static JsonNode node(String text) {
    try {
      return Json.read(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listen() {
    asked.addAll(run.next());
  }

  /** What was asked and not yet looked at: {@code path: last message}. */
  List<String> asks() {
    var texts = asked.stream().map(q -> q.path() + ": " + last(q)).toList();
    asked.clear();
    return texts;
  }

  /** The only question asked since the last look, as {@code role: text} lines. */
  String prompt() {
    assertThat(asked).hasSize(1);
    return text(asked.removeFirst().call().messages());
  }

  Run.Question question() {
    assertThat(asked).hasSize(1);
    return asked.removeFirst();
  }

  static String last(Run.Question question) {
    return question.call().messages().getLast().content().asText();
  }

  static String text(List<Message> messages) {
    return messages.stream()
        .map(m -> m.role() + ": " + (m.content().isTextual() ? m.content().asText() : m.content()))
        .collect(Collectors.joining("\n"));
  }

  Talk answer(String path, String text) {
    run.answered(path, open(path), text);
    listen();
    return this;
  }

  Talk fail(String path, FailureClass kind) {
    run.unanswered(path, open(path), CallError.of(kind, "it is " + kind.wireName()));
    listen();
    return this;
  }

  boolean reopen(Run.From from) {
    boolean reopened = run.reopen(from);
    asked.clear();
    listen();
    return reopened;
  }

  private int open(String path) {
    var number =
        run.asked().stream().filter(a -> a.path().equals(path)).map(Run.Asked::ask).findFirst();
    assertThat(number).as("the question %s is open", path).isPresent();
    return number.get();
  }

  /** How it ended; it must have. */
  Run.End end() {
    var end = run.end();
    if (end == null) {
      throw new AssertionError("the run goes on: " + run.asked());
    }
    return end;
  }

  JsonNode output() {
    assertThat(end()).isInstanceOf(Run.Succeeded.class);
    return end().output();
  }

  Run.Failure failure() {
    if (end() instanceof Run.Failed failed) {
      return failed.failure();
    }
    throw new AssertionError("the run succeeded: " + end());
  }

  String step(String path) {
    return run.steps().stream()
        .filter(s -> s.path().equals(path))
        .map(Run.StepView::status)
        .findFirst()
        .orElse("not met");
  }
}
