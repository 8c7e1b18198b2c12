package dev.windlass.deploy.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.job.DocumentFiles;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.Table;
import dev.windlass.deploy.cli.term.Text;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs of {@code windlass collection}. */
final class CollectionVerbs {
  private static final Duration SEARCH = Duration.ofSeconds(60);
  private static final int LONGEST_LINE = 120;
  private static final long LOOK_MS = 200;

  private CollectionVerbs() {}

  private static String path(String name) {
    return "v1/collections/" + Api.part(name);
  }

  /** From files. */
  @Command(
      name = "add",
      description = {
        "Adds files to a collection, and makes the collection where there is none.",
        "A text file is a document, its name is its id. A .jsonl file has one a line: {\"id\", \"text\","
            + " \"source\", \"metadata\"}. A folder stands for the text files in it.",
        "What is there already and has not changed stays as it is."
      })
  static final class Add extends Verb {
    @Parameters(index = "0", paramLabel = "NAME", description = "The collection.")
    String name = "";

    @Parameters(
        index = "1..*",
        arity = "1..*",
        paramLabel = "FILE",
        description = "Texts, .jsonl files, or folders.")
    List<String> files = new ArrayList<>();

    @Option(
        names = "--model",
        paramLabel = "MODEL",
        description = "Embeds the documents, so that they can be searched by meaning, too.")
    @Nullable String model;

    @Option(names = "--chunk", paramLabel = "N", description = "Characters of a chunk at most.")
    @Nullable Integer chunk;

    @Option(names = "--overlap", paramLabel = "N", description = "Characters that chunks share.")
    @Nullable Integer overlap;

    @Override
    public Exit call() throws CliFailure, IOException, InterruptedException {
      var batches = DocumentFiles.read(files, console()::path);
      return ask(host -> {
        long added = 0;
        long replaced = 0;
        long unchanged = 0;
        JsonNode last = Json.object();
        for (var batch : batches) {
          var body = host.api().post(path(name) + "/documents" + query(), batch, Map.of()).body();
          added += body.path("added").asLong();
          replaced += body.path("replaced").asLong();
          unchanged += body.path("unchanged").asLong();
          last = body.path("collection");
        }
        last = embedded(host.api(), last);
        if (json) {
          var all = Json.object().put("added", added).put("replaced", replaced);
          all.put("unchanged", unchanged).set("collection", last);
          print(all);
        } else {
          say(
              name
                  + ": "
                  + added
                  + " added, "
                  + replaced
                  + " replaced, "
                  + unchanged
                  + " unchanged; now "
                  + Text.count(last.path("documents").asLong())
                  + " documents in "
                  + Text.count(last.path("chunks").asLong())
                  + " chunks");
        }
        return Exit.OK;
      });
    }

    /** Waits until all chunks have their vectors; what is durable does not depend on it. */
    private JsonNode embedded(Api api, JsonNode added)
        throws CliFailure, IOException, InterruptedException {
      var last = added;
      while (last.path("model").isTextual()
          && last.path("embedded").asLong() < last.path("chunks").asLong()) {
        if (last.path("trouble").isTextual()) {
          throw CliFailure.of(
              Exit.UNEXPECTED,
              "the documents are kept, but not all could be embedded: "
                  + last.path("trouble").asText(),
              "the server tries again; `windlass collection show " + name + "` says how it stands");
        }
        Thread.sleep(LOOK_MS);
        last = api.get(path(name)).body();
      }
      return last;
    }

    private String query() {
      var query = new StringBuilder();
      add(query, "model", model);
      add(query, "chunk", chunk);
      add(query, "overlap", overlap);
      return query.toString();
    }

    private static void add(StringBuilder query, String name, @Nullable Object value) {
      if (value != null) {
        query.append(query.isEmpty() ? '?' : '&').append(name).append('=');
        query.append(Api.part(value.toString()));
      }
    }
  }

  /** All of them. */
  @Command(name = "list", description = "Lists collections.")
  static final class ListAll extends Verb {
    @Override
    public Exit call() throws CliFailure, InterruptedException {
      return ask(host -> {
        var table = new Table("COLLECTION", "DOCUMENTS", "CHUNKS", "EMBEDDED BY", "CHANGED");
        for (var each : host.api().get("v1/collections").body().path("items")) {
          if (json) {
            print(each);
          } else {
            table.row(
                each.path("name").asText(),
                Text.count(each.path("documents").asLong()),
                Text.count(each.path("chunks").asLong()),
                each.path("model").asText(""),
                each.path("changed_at").asText());
          }
        }
        if (!json) {
          print(table, "no collections yet; windlass collection add NAME FILES makes one");
        }
        return Exit.OK;
      });
    }
  }

  /** One of them, or one document. */
  @Command(
      name = "show",
      description = "Shows a collection with its documents, or one document with its texts.")
  static final class Show extends Verb {
    @Parameters(index = "0", paramLabel = "NAME", description = "The collection.")
    String name = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "DOCUMENT", description = "Its id.")
    @Nullable String document;

    @Override
    public Exit call() throws CliFailure, InterruptedException {
      return ask(host -> {
        if (document != null) {
          var shown = host.api().get(path(name) + "/documents/" + Api.part(document)).body();
          if (json) {
            print(shown);
          } else {
            shown.path("texts").forEach(text -> console().data(text.asText() + "\n"));
          }
          return Exit.OK;
        }
        var view = host.api().get(path(name)).body();
        if (json) {
          print(view);
        } else {
          console().data(Json.pretty(view));
        }
        var table = new Table("DOCUMENT", "CHUNKS", "CHARACTERS", "SOURCE");
        String token = null;
        do {
          var page =
              host.api()
                  .get(
                      path(name)
                          + "/documents?page_size=1000"
                          + (token == null ? "" : "&page_token=" + Api.part(token)))
                  .body();
          for (var each : page.path("items")) {
            if (json) {
              print(each);
            } else {
              table.row(
                  each.path("id").asText(),
                  Text.count(each.path("chunks").asLong()),
                  Text.count(each.path("characters").asLong()),
                  each.path("source").asText());
            }
          }
          token = page.path("next_page_token").asText(null);
        } while (token != null && !token.isEmpty());
        if (!json) {
          print(table, "no documents");
        }
        return Exit.OK;
      });
    }
  }

  /** As a chain would. */
  @Command(
      name = "search",
      description = "Searches a collection as a chain's retrieve does, and prints the passages.")
  static final class Search extends Verb {
    @Parameters(index = "0", paramLabel = "NAME", description = "The collection.")
    String name = "";

    @Parameters(index = "1", paramLabel = "QUESTION", description = "What is sought.")
    String question = "";

    @Option(names = "-k", paramLabel = "N", description = "Passages at most; 4.")
    int most = 4;

    @Option(names = "--mode", paramLabel = "MODE", description = "lexical, vectors or both.")
    @Nullable String mode;

    @Override
    public Exit call() throws CliFailure, InterruptedException {
      var step = Json.object().put("retrieve", "{question}").put("from", name).put("k", most);
      if (mode != null) {
        step.put("mode", mode);
      }
      var chain = Json.object().put("chain", "search");
      chain.putArray("inputs").add("question");
      chain.putArray("steps").add(step.put("as", "passages"));
      chain.put("output", "passages");
      var run = Json.object();
      run.set("chain", chain);
      run.set("input", Json.object().put("question", question));
      return ask(host -> {
        var ended =
            host.api()
                .send(
                    "POST", "v1/runs", run, Map.of("Prefer", "wait=" + SEARCH.toSeconds()), SEARCH)
                .body();
        if (!ended.path("status").asText().equals("succeeded")) {
          throw CliFailure.of(
              Exit.FAILED_LINES,
              "the search did not succeed: "
                  + ended.path("error").path("message").asText(ended.path("status").asText()));
        }
        if (json) {
          print(ended.path("output"));
          return Exit.OK;
        }
        for (var passage : ended.path("output")) {
          console()
              .data(
                  passage.path("score").asText()
                      + "  "
                      + passage.path("source").asText()
                      + "  "
                      + Text.brief(passage.path("text").asText().replace('\n', ' '), LONGEST_LINE));
        }
        return Exit.OK;
      });
    }
  }

  /** One of them, or one document. */
  @Command(name = "delete", description = "Deletes a collection, or one document of it.")
  static final class Delete extends Verb {
    @Parameters(index = "0", paramLabel = "NAME", description = "The collection.")
    String name = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "DOCUMENT", description = "Its id.")
    @Nullable String document;

    @Override
    public Exit call() throws CliFailure, InterruptedException {
      return ask(host -> {
        var what = document == null ? path(name) : path(name) + "/documents/" + Api.part(document);
        host.api().send("DELETE", what, null, Map.of(), Duration.ZERO);
        say((document == null ? name : document + " of " + name) + ": deleted");
        return Exit.OK;
      });
    }
  }
}
