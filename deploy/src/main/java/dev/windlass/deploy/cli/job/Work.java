package dev.windlass.deploy.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.engine.chain.Chain;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What is to run, ready to be sent.
 *
 * @param chain a reference ({@code name@3}) as text, or the chain itself as an object
 * @param digest of the chain as it will run
 * @param title for a person
 * @param known the chain, when it was read here; null for one stored on a server
 * @param prompt whether it was a prompt on the command line
 */
public record Work(
    JsonNode chain, String digest, String title, @Nullable Chain known, boolean prompt) {

  public static Work of(Chain chain, boolean prompt) {
    var source = chain.source();
    if (source instanceof ObjectNode object && !object.has("chain")) {
      source = object.deepCopy().put("chain", chain.name());
    }
    return new Work(source, chain.digest(), chain.name(), chain, prompt);
  }

  /**
   * Looks a stored chain up and pins its version; with a model of its own it becomes a copy.
   *
   * @param model that stands for the chain's, or null
   */
  public static Work stored(Api api, String reference, @Nullable String model)
      throws CliFailure, IOException {
    try {
      var found = StoredChains.get(api, reference).body();
      var pinned = found.path("name").asText() + "@" + found.path("version").asLong();
      if (model != null && found.get("chain") instanceof ObjectNode source) {
        var copy =
            ChainFiles.withModel(ChainFiles.read(source, found.path("name").asText()), model);
        return new Work(of(copy, false).chain(), copy.digest(), pinned, copy, false);
      }
      return new Work(
          Json.NODES.textNode(pinned), found.path("digest").asText(), pinned, null, false);
    } catch (CliFailure failure) {
      if (failure.exit() == Exit.NOT_FOUND) {
        throw CliFailure.of(
            Exit.NOT_FOUND,
            "no chain " + reference + " is stored there",
            "apply one with `windlass chain apply FILE`; a file's name ends in .yaml or .json; a prompt"
                + " has more than one word");
      }
      throw failure;
    }
  }
}
