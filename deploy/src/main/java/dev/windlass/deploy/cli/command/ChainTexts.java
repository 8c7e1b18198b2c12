package dev.windlass.deploy.cli.command;

import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.imports.BatchFile;
import dev.windlass.deploy.cli.imports.Catalog;
import dev.windlass.deploy.cli.imports.Imported;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.engine.chain.ChainReader;
import dev.windlass.engine.chain.LanguageSchema;
import dev.windlass.engine.chain.source.YamlPrinter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs of {@code windlass chain} that write texts: its schema, and other tools' chains. */
final class ChainTexts {
  private ChainTexts() {}

  /** For editors. */
  @Command(
      name = "schema",
      description = "Prints the JSON Schema of chains, for an editor to complete and check them.")
  static final class Schema extends Verb {
    @Override
    public Exit call() {
      console().data(LanguageSchema.text().stripTrailing());
      return Exit.OK;
    }
  }

  /** From chaincrafter and from OpenAI's Batch API. */
  @Command(
      name = "import",
      description = {
        "Makes chains of a chaincrafter catalog (.yaml, .yml), or a chain and its lines of an OpenAI",
        "batch file (.jsonl). Prints them, or writes NAME.yaml and NAME-input.jsonl. Asks no server."
      })
  static final class Import extends Verb {
    @Parameters(paramLabel = "FILE", description = "The catalog, or the batch file.")
    String file = "";

    @Option(names = "--chain", paramLabel = "ID", description = "Only this chain of the catalog.")
    @Nullable String chain;

    @Option(
        names = "--grid",
        paramLabel = "OPTION=V1,V2",
        description = "Run every combination of these values; repeatable, the last one fastest.")
    List<String> grid = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR", description = "Write files there; made if absent.")
    @Nullable String out;

    @Override
    public Exit call() throws CliFailure {
      var path = console().path(file);
      if (!Files.isRegularFile(path)) {
        throw CliFailure.usage("no file " + file, "a chaincrafter catalog or an OpenAI batch file");
      }
      var lower = file.toLowerCase(Locale.ROOT);
      boolean batch = lower.endsWith(".jsonl") || lower.endsWith(".ndjson");
      try {
        var folder = out == null ? null : Files.createDirectories(console().path(out));
        return batch ? batch(path, folder) : catalog(path, folder);
      } catch (CharacterCodingException notText) {
        throw CliFailure.of(Exit.USAGE, file + " is not UTF-8 text");
      } catch (FileAlreadyExistsException there) {
        throw CliFailure.of(
            Exit.USAGE, there.getMessage() + " exists already", "remove it, or choose another DIR");
      } catch (IOException failed) {
        throw CliFailure.of(Exit.USAGE, "cannot import " + file + ": " + failed.getMessage());
      }
    }

    private Exit catalog(Path path, @Nullable Path folder) throws CliFailure, IOException {
      var chains = Catalog.read(Files.readString(path), file, chain, values());
      give(chains, folder);
      return Exit.OK;
    }

    private Exit batch(Path path, @Nullable Path folder) throws CliFailure, IOException {
      if (chain != null || !grid.isEmpty()) {
        throw CliFailure.usage("--chain and --grid go with a catalog", "leave them out");
      }
      var name = ChainReader.nameOf(path.getFileName().toString());
      var writers = new LinkedHashMap<String, BufferedWriter>();
      try (var requests = Files.newBufferedReader(path)) {
        var chains =
            BatchFile.read(
                requests,
                name,
                file,
                (own, line) -> {
                  if (folder != null) {
                    var writer = writers.get(own);
                    if (writer == null) {
                      writer = create(folder.resolve(own + "-input.jsonl"));
                      writers.put(own, writer);
                    }
                    writer.append(Json.text(line)).append('\n');
                  }
                });
        give(chains, folder);
        if (folder == null) {
          say("the lines are written with --out DIR");
        }
        return Exit.OK;
      } finally {
        for (var writer : writers.values()) {
          writer.close();
        }
      }
    }

    private static BufferedWriter create(Path path) throws IOException {
      return Files.newBufferedWriter(path, StandardOpenOption.CREATE_NEW);
    }

    private void give(List<Imported> chains, @Nullable Path folder) throws IOException {
      for (var each : chains) {
        var text = YamlPrinter.print(each.chain());
        if (json) {
          print(each.chain());
        } else if (folder == null) {
          console().data((chains.size() > 1 ? "---\n" : "") + text.stripTrailing());
        }
        if (folder != null) {
          try (var writer = create(folder.resolve(each.name() + ".yaml"))) {
            writer.write(text);
          }
          say(folder.resolve(each.name() + ".yaml") + ": written");
        }
      }
    }

    private Map<String, List<JsonNode>> values() throws CliFailure {
      var all = new LinkedHashMap<String, List<JsonNode>>();
      for (var each : grid) {
        int equals = each.indexOf('=');
        if (equals < 1 || equals == each.length() - 1) {
          throw CliFailure.usage("--grid " + each + " says nothing", "--grid temperature=0.3,1.7");
        }
        var values = new ArrayList<JsonNode>();
        for (var value : each.substring(equals + 1).split(",", -1)) {
          values.add(value(value));
        }
        all.put(each.substring(0, equals), values);
      }
      return all;
    }

    private static JsonNode value(String written) {
      try {
        return Json.read(written);
      } catch (StreamReadException text) {
        return Json.NODES.textNode(written);
      }
    }
  }
}
