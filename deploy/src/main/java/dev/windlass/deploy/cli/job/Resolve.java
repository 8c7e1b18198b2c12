package dev.windlass.deploy.cli.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.deploy.cli.input.InputFile;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Console;
import dev.windlass.engine.chain.Chain;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out what the first word of {@code run} means, as far as that needs no server. */
public final class Resolve {
  private static final Pattern DOUBLED =
      Pattern.compile("\\{\\{\\s*([\\p{L}_][\\p{L}\\p{N}_-]*)\\s*}}");

  private final Console console;
  private final @Nullable String defaultModel;

  /**
   * @param defaultModel {@code windlass.default-model} as far as it is known here, or null
   */
  public Resolve(Console console, @Nullable String defaultModel) {
    this.console = console;
    this.defaultModel = defaultModel;
  }

  /**
   * The work when it is known without a server; null for a stored chain.
   *
   * @param rows the input, when there is one
   * @param elsewhere whether a server elsewhere may know a model that we do not
   */
  public @Nullable Work here(
      String what, @Nullable String model, @Nullable InputFile rows, boolean elsewhere)
      throws CliFailure, IOException {
    var file = console.path(what);
    if (ChainFiles.looksLikeFile(what) || isFile(what)) {
      var chain = ChainFiles.read(file, what);
      return Work.of(withModel(chain, model, elsewhere, what), false);
    }
    if (ChainFiles.looksLikeReference(what)) {
      return null;
    }
    var chosen = model != null ? model : defaultModel == null ? "" : defaultModel;
    if (rows != null) {
      var first = rows.firstRow().orElse(null);
      refuseDoubledBraces(what, first);
    }
    var chain = ChainFiles.prompt(what, chosen);
    if (rows != null && chain.inputs().isEmpty()) {
      throw CliFailure.usage(
          "the prompt uses nothing of a row, so every one of the "
              + rows.lines()
              + " rows would ask the same",
          "put a column into it, as in \"Summarise: {text}\"" + columns(rows));
    }
    return Work.of(withModel(chain, null, elsewhere, "the prompt"), true);
  }

  private boolean isFile(String what) {
    try {
      return Files.isRegularFile(console.path(what));
    } catch (java.nio.file.InvalidPathException noPath) {
      return false;
    }
  }

  private Chain withModel(Chain chain, @Nullable String model, boolean elsewhere, String shown)
      throws CliFailure {
    if (model != null) {
      return ChainFiles.withModel(chain, model);
    }
    if (!ChainFiles.lacksModel(chain)) {
      return chain;
    }
    if (defaultModel != null) {
      return ChainFiles.withModel(chain, defaultModel);
    }
    if (elsewhere) {
      return chain;
    }
    throw CliFailure.usage(
        "no model: " + shown + " names none",
        "name one with -m, such as -m openai/gpt-4o-mini, or set windlass.default-model"
            + " (WINDLASS_DEFAULT_MODEL)");
  }

  /**
   * {@code {{text}}} is a brace here; whoever writes it for a column there is means {@code {text}}.
   */
  private static void refuseDoubledBraces(String prompt, @Nullable ObjectNode row)
      throws CliFailure {
    var found = DOUBLED.matcher(prompt);
    while (row != null && found.find()) {
      var word = found.group(1);
      if (row.has(word)) {
        throw CliFailure.usage(
            "{{" + word + "}} stays as it is written, in single braces, and the rows have " + word,
            "write {" + word + "} to put a row's value there");
      }
    }
  }

  private static String columns(InputFile rows) throws IOException {
    var first = rows.firstRow().orElse(null);
    if (first == null || first.isEmpty()) {
      return "";
    }
    var names = new java.util.ArrayList<String>();
    first.fieldNames().forEachRemaining(names::add);
    return "; the rows have " + String.join(", ", names);
  }
}
