package dev.windlass.deploy.cli.command;

import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.deploy.cli.PriceLists;
import dev.windlass.deploy.cli.StartFailure;
import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.job.ChainFiles;
import dev.windlass.deploy.cli.job.FilePreview;
import dev.windlass.deploy.cli.job.StoredChains;
import dev.windlass.deploy.cli.job.Summary;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.Table;
import dev.windlass.deploy.cli.term.Text;
import dev.windlass.engine.chain.source.YamlPrinter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs of {@code windlass chain}. */
final class ChainVerbs {
  private ChainVerbs() {}

  /** Without a server. */
  @Command(
      name = "check",
      description = "Checks chain files and prints every fault with its place. Asks no server.")
  static final class Check extends Verb {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Chains, .yaml or .json.")
    List<String> files = new ArrayList<>();

    @Override
    public Exit call() throws CliFailure {
      CliFailure first = null;
      for (var file : files) {
        try {
          var chain = ChainFiles.read(console().path(file), file);
          if (json) {
            var good = Json.object().put("file", file).put("chain", chain.name());
            good.put("digest", chain.digest()).put("steps", chain.steps().size());
            var inputs = good.putArray("inputs");
            chain.inputs().keySet().forEach(inputs::add);
            print(good);
          } else {
            say(
                file
                    + ": good; "
                    + chain.name()
                    + ", "
                    + chain.steps().size()
                    + (chain.steps().size() == 1 ? " step" : " steps")
                    + ", inputs: "
                    + (chain.inputs().isEmpty()
                        ? "none"
                        : String.join(", ", chain.inputs().keySet()))
                    + (chain.missing().isEmpty()
                        ? ""
                        : "; must be applied where it runs: "
                            + String.join(", ", chain.missing())));
          }
        } catch (CliFailure bad) {
          if (files.size() == 1) {
            throw bad;
          }
          if (!json) {
            console().say(bad.what());
          }
          first = first == null ? bad : first;
        }
      }
      if (first != null && json) {
        throw first;
      }
      return first == null ? Exit.OK : Exit.USAGE;
    }
  }

  /** To a server, as a new version. */
  @Command(
      name = "apply",
      description =
          "Stores a chain on the server: a new version, or the one that is there when nothing changed.")
  static final class Apply extends Verb {
    @Parameters(paramLabel = "FILE", description = "The chain, .yaml or .json.")
    String file = "";

    @Override
    public Exit call() throws CliFailure, InterruptedException {
      var chain = ChainFiles.read(console().path(file), file);
      return ask(host -> {
        var applied = StoredChains.apply(host.api(), chain);
        if (json) {
          print(applied.body());
        } else {
          console()
              .data(
                  applied.body().path("name").asText()
                      + "@"
                      + applied.body().path("version").asLong());
          say(applied.status() == 201 ? "a new version" : "unchanged");
        }
        return Exit.OK;
      });
    }
  }

  /** The latest version of each. */
  @Command(name = "list", description = "Lists stored chains with their latest version.")
  static final class ListAll extends Verb {
    @Override
    public Exit call() throws CliFailure, InterruptedException {
      return ask(host -> {
        var table = new Table("CHAIN", "DIGEST", "CREATED");
        String token = null;
        do {
          var page =
              host.api()
                  .get("v1/chains" + (token == null ? "" : "?page_token=" + Api.part(token)))
                  .body();
          for (var each : page.path("items")) {
            if (json) {
              print(each);
            } else {
              table.row(
                  each.path("name").asText() + "@" + each.path("version").asLong(),
                  Text.brief(each.path("digest").asText(), 20),
                  each.path("created_at").asText());
            }
          }
          token = page.path("next_page_token").asText(null);
        } while (token != null && !token.isEmpty());
        if (!json) {
          print(table, "no chains yet; windlass chain apply FILE stores one");
        }
        return Exit.OK;
      });
    }
  }

  /** One version. */
  @Command(
      name = "show",
      description = "Shows a stored chain, NAME or NAME@VERSION; or a file, as it is understood.")
  static final class Show extends Verb {
    @Parameters(paramLabel = "NAME[@N]|FILE", description = "The chain.")
    String reference = "";

    @Option(names = "--yaml", description = "As YAML, which reads back as the same chain.")
    boolean yaml;

    @Override
    public Exit call() throws CliFailure, InterruptedException {
      if (ChainFiles.looksLikeFile(reference)) {
        return shown(ChainFiles.read(console().path(reference), reference).source());
      }
      return ask(host -> {
        var version = StoredChains.get(host.api(), reference).body();
        if (json) {
          print(version);
        } else {
          say(
              version.path("name").asText()
                  + "@"
                  + version.path("version").asLong()
                  + "  "
                  + version.path("digest").asText()
                  + "  "
                  + version.path("created_at").asText());
          return shown(version.path("chain"));
        }
        return Exit.OK;
      });
    }

    private Exit shown(JsonNode chain) {
      if (json) {
        print(chain);
      } else {
        console().data(yaml ? YamlPrinter.print(chain).stripTrailing() : Json.pretty(chain));
      }
      return Exit.OK;
    }
  }

  /** What would be asked. */
  @Command(
      name = "preview",
      description = {
        "Shows the prompts that a chain would send for one input, and what they would cost. Calls nobody.",
        "What needs an earlier answer keeps its {name}."
      })
  static final class Preview extends Verb {
    @Parameters(paramLabel = "CHAIN", description = "A file, or a stored chain.")
    String chain = "";

    @Option(names = "--input", paramLabel = "JSON", description = "The input, an object.")
    @Nullable String input;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "As a server's: its prices say what a chain in a file would cost.")
    @Nullable String config;

    @Override
    public Exit call() throws CliFailure, InterruptedException {
      var body = Json.object();
      body.set("input", object());
      if (ChainFiles.looksLikeFile(chain)) {
        var known = known();
        return show(FilePreview.of(ChainFiles.read(console().path(chain), chain), object(), known));
      }
      if (config != null) {
        throw CliFailure.usage(
            "--config is for a chain in a file, and " + chain + " is a stored one",
            "what a stored chain costs, its server knows");
      }
      return ask(host -> show(StoredChains.preview(host.api(), chain, body)));
    }

    private PriceLists.@Nullable Known known() throws CliFailure {
      try {
        return config == null ? null : session().prices().get().read(console().path(config));
      } catch (StartFailure wrong) {
        throw CliFailure.of(Exit.ofCode(wrong.exitCode()), String.valueOf(wrong.getMessage()));
      }
    }

    private ObjectNode object() throws CliFailure {
      try {
        if (input == null || Json.read(input) instanceof ObjectNode) {
          return input == null ? Json.object() : (ObjectNode) Json.read(input);
        }
      } catch (StreamReadException bad) {
        throw CliFailure.usage(
            "--input is no JSON: " + bad.getOriginalMessage(),
            "such as --input '{\"country\": \"France\"}'");
      }
      throw CliFailure.usage(
          "--input must be an object", "such as --input '{\"country\": \"France\"}'");
    }

    private Exit show(JsonNode preview) {
      if (json) {
        print(preview);
        return Exit.OK;
      }
      var out = console();
      for (var prompt : preview.path("prompts")) {
        out.data(
            "step "
                + prompt.path("step").asText()
                + (prompt.path("complete").asBoolean() ? "" : "  (needs an earlier answer)"));
        for (var message : prompt.path("messages")) {
          out.data(
              "  "
                  + message.path("role").asText()
                  + ": "
                  + Summary.output(message.path("content")));
        }
      }
      var tokens = preview.path("tokens");
      out.data(
          "about "
              + Text.count(tokens.path("in").asLong())
              + " tokens in, at most "
              + Text.count(tokens.path("out_max").asLong())
              + " out");
      var cost = preview.path("cost");
      if (cost.hasNonNull("low")) {
        var low = cost.path("low").asText();
        var currency = " " + cost.path("currency").asText();
        out.data(
            cost.hasNonNull("high")
                ? "cost " + low + " to " + cost.path("high").asText() + currency
                : "cost " + low + currency + " and the answers, which have no max_tokens");
      }
      return Exit.OK;
    }
  }
}
