package dev.windlass.deploy.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.Table;
import dev.windlass.deploy.cli.term.Text;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;

/** The nodes of the cluster. */
@Command(
    description =
        "Lists the nodes: what each does, which providers it calls, and how busy it is. A node that"
            + " does not answer has dashes.")
final class WorkersCommand extends Verb {
  @Override
  public Exit call() throws CliFailure, InterruptedException {
    return ask(host -> {
      var table =
          new Table("NODE", "ROLES", "CALLS", "IN FLIGHT>", "POOL>", "RATE>", "HEAP>", "VERSION");
      for (var node : host.api().get("v1/workers").body().path("items")) {
        if (json) {
          print(node);
        } else {
          row(table, node);
        }
      }
      if (!json) {
        print(table, "no node answers");
      }
      return Exit.OK;
    });
  }

  private static void row(Table table, JsonNode node) {
    boolean silent = node.path("version").isNull();
    boolean worker = node.path("pool").asInt() > 0;
    table.row(
        Text.visible(node.path("node").asText()),
        all(node.path("roles")),
        all(node.path("serves")),
        worker ? Text.count(node.path("in_flight").asLong()) : "-",
        worker ? Text.count(node.path("pool").asLong()) : "-",
        worker ? Text.rate(node.path("rate_per_s").asDouble()) + "/s" : "-",
        silent ? "-" : String.format(Locale.ROOT, "%,d MiB", node.path("heap_used").asLong() >> 20),
        silent ? "does not answer" : Text.visible(node.path("version").asText()));
  }

  private static String all(JsonNode texts) {
    var said =
        StreamSupport.stream(texts.spliterator(), false)
            .map(each -> Text.visible(each.asText()))
            .collect(Collectors.joining(","));
    return said.isEmpty() ? "-" : said;
  }
}
