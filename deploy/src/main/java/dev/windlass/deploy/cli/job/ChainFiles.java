package dev.windlass.deploy.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.ChainReader;
import dev.windlass.engine.chain.Step;
import dev.windlass.engine.chain.Steps;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Chains read on this side: a file, a prompt, a copy with another model. Asks no server. */
public final class ChainFiles {
  private static final long MOST_BYTES = 8L << 20;

  private ChainFiles() {}

  public static boolean looksLikeFile(String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".yaml") || lower.endsWith(".yml") || lower.endsWith(".json");
  }

  public static boolean looksLikeReference(String name) {
    return name.matches("[a-z0-9-]{1,64}(@[1-9][0-9]{0,8})?");
  }

  /**
   * @throws CliFailure with every fault and its place, exit 2
   */
  public static Chain read(Path file, String shown) throws CliFailure {
    String text;
    try {
      if (!Files.isRegularFile(file)) {
        throw CliFailure.of(
            Exit.USAGE, "no chain file " + shown, "see `windlass help run` for what can be run");
      }
      if (Files.size(file) > MOST_BYTES) {
        throw CliFailure.of(Exit.USAGE, shown + " is larger than a chain can be (8 MiB)");
      }
      text = Files.readString(file);
    } catch (CharacterCodingException notText) {
      throw CliFailure.of(Exit.USAGE, shown + " is not UTF-8 text");
    } catch (IOException unreadable) {
      throw CliFailure.of(Exit.USAGE, "cannot read " + shown + ": " + unreadable.getMessage());
    }
    return good(ChainReader.read(text, name(file), shown, new Beside(file)));
  }

  static Chain read(JsonNode source, String name) throws CliFailure {
    return good(ChainReader.read(source, name));
  }

  /** One question to a model, as the chain it is. */
  static Chain prompt(String text, String model) throws CliFailure {
    var source = Json.object();
    source.put("chain", "prompt");
    if (!model.isEmpty()) {
      source.put("model", model);
    }
    source.putArray("steps").addObject().put("ask", text);
    return good(ChainReader.read(source, "prompt"));
  }

  /** A copy whose own model is another; a step that names one keeps it. */
  static Chain withModel(Chain chain, String model) throws CliFailure {
    ObjectNode source = chain.source().deepCopy();
    source.put("model", model);
    return read(source, chain.name());
  }

  /** Whether some step would have to ask a model that nothing names. */
  static boolean lacksModel(Chain chain) {
    return chain.variant(0).model() == null && lacksModel(chain.steps());
  }

  private static boolean lacksModel(List<Step> steps) {
    return Steps.all(steps).stream()
        .anyMatch(step ->
            (step instanceof Step.Ask ask && ask.model() == null)
                || (step instanceof Step.Use use
                    && use.chain() != null
                    && lacksModel(use.chain())));
  }

  private static Chain good(ChainReader.Outcome outcome) throws CliFailure {
    return switch (outcome) {
      case ChainReader.Outcome.Good(var chain) -> chain;
      case ChainReader.Outcome.Bad(var faults) -> throw refusal(faults);
    };
  }

  private static CliFailure refusal(List<ChainReader.Fault> faults) {
    var text = new StringBuilder();
    var problem = Json.object();
    problem.put("type", "about:blank");
    problem.put("title", "The chain is wrong");
    problem.put("detail", String.valueOf(faults.getFirst()));
    problem.put("exit_code", Exit.USAGE.code());
    var errors = problem.putArray("errors");
    for (var fault : faults) {
      text.append(text.isEmpty() ? "" : "\n").append(fault);
      var error = errors.addObject();
      if (fault.file() != null) {
        error.put("file", fault.file());
      }
      if (fault.line() > 0) {
        error.put("line", fault.line()).put("column", fault.column());
      }
      error.put("pointer", fault.pointer()).put("code", fault.code()).put("detail", fault.detail());
    }
    return CliFailure.problem(Exit.USAGE, text.toString(), null, problem);
  }

  /** The file's name as a chain's: lower case, other characters as hyphens. */
  static String name(Path file) {
    var name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    var plain = (dot > 0 ? name.substring(0, dot) : name).replaceAll("[^a-z0-9-]+", "-");
    return plain.length() > 64 ? plain.substring(0, 64) : plain;
  }
}
