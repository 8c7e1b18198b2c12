package dev.windlass.deploy.cli.command;

import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.deploy.cli.ServerOptions;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.input.InputFile;
import dev.windlass.deploy.cli.input.Spool;
import dev.windlass.deploy.cli.job.Host;
import dev.windlass.deploy.cli.job.Identity;
import dev.windlass.deploy.cli.job.Leaving;
import dev.windlass.deploy.cli.job.LimitFlag;
import dev.windlass.deploy.cli.job.Resolve;
import dev.windlass.deploy.cli.job.RunJob;
import dev.windlass.deploy.cli.job.RunOne;
import dev.windlass.deploy.cli.job.RunPlan;
import dev.windlass.deploy.cli.job.Work;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A chain or a prompt over a file, here and to its end. */
@Command(
    description =
        "Runs a chain or a prompt over a file of rows, and waits for the last row. Given again with"
            + " the same words it goes on where it was, and calls nobody for what is done.",
    footer = {
      "",
      "CHAIN is a file (.yaml, .yml, .json), or the name of a stored chain, such as summarise or"
          + " summarise@3. Anything else is a PROMPT: its {names} are the rows' columns.",
      "",
      "INPUT is .jsonl, .ndjson, .json, .csv or .tsv, each also with .gz, or - for NDJSON on standard"
          + " input. Without it the chain runs once, over --input JSON.",
      "",
      "OPENAI_API_KEY and OPENAI_BASE_URL name the provider; with neither, a simulated one answers."
          + " With WINDLASS_URL the job goes to that server; without, it is done in this process."
    })
final class RunCommand extends Verb {
  @Parameters(index = "0", paramLabel = "CHAIN|PROMPT", description = "What to run.")
  String what = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "INPUT",
      description = "What to run it over.")
  @Nullable String input;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = "File for the rows; standard output without it.")
  @Nullable String out;

  @Option(
      names = "--order",
      paramLabel = "ORDER",
      description =
          "input or completion: the order of the rows. With -o input is usual, else completion.")
  @Nullable String order;

  @Option(
      names = "--limit",
      paramLabel = "KEY=N,...",
      description =
          "Such as rpm=600,tpm=90000,concurrency=64, or openai/gpt-x:rpm=500. May be repeated.")
  List<String> limits = new ArrayList<>();

  @Mixin WorkOptions work = new WorkOptions();

  @Mixin FairnessOptions fairness = new FairnessOptions();

  @Option(
      names = "--input",
      paramLabel = "JSON",
      description = "The input of one run, without a file.")
  @Nullable String single;

  @Option(names = "--include", paramLabel = "steps", description = "Every call under each row.")
  @Nullable String include;

  @Option(names = "--data", paramLabel = "DIR", description = "Folder of the journal (.windlass).")
  @Nullable String data;

  @Option(names = "--config", paramLabel = "FILE", description = "Providers, limits and the rest.")
  @Nullable String config;

  @Option(names = "--pool", paramLabel = "N", description = "Calls in flight at most.")
  int pool;

  @Override
  public Exit call() throws CliFailure, IOException, InterruptedException {
    var plan = plan();
    var leaving = new Leaving(console());
    boolean elsewhere = console().env("WINDLASS_URL") != null;
    var defaultModel = Settings.defaultModel(console(), plan.server().config());
    var resolve = new Resolve(console(), defaultModel);
    try (var spool =
        "-".equals(input) ? Spool.of(console().in(), spoolFolder(plan, elsewhere)) : null) {
      var rows =
          spool != null
              ? spool.rows()
              : input == null ? null : InputFile.open(console().path(input), input);
      var here = resolve.here(what, plan.model(), rows, elsewhere);
      leaving.listen();
      try (var host = Host.forWork(session(), plan.server())) {
        try {
          var resolved = here != null ? here : Work.stored(host.api(), what, plan.model());
          return go(plan, host, resolved, rows, leaving);
        } catch (IOException noAnswer) {
          throw host.api().unreachable(noAnswer);
        }
      }
    }
  }

  private Path spoolFolder(RunPlan plan, boolean elsewhere) {
    return elsewhere && data == null
        ? Path.of(System.getProperty("java.io.tmpdir"), "windlass-spool")
        : plan.data().resolve("spool");
  }

  private Exit go(RunPlan plan, Host host, Work resolved, @Nullable InputFile rows, Leaving leaving)
      throws CliFailure, IOException, InterruptedException {
    var inputDigest = rows != null ? rows.digest() : Json.text(plan.single());
    var identity =
        Identity.of(
            inputDigest,
            resolved.digest(),
            plan.name(),
            plan.model(),
            host.embedded() ? console().env("OPENAI_BASE_URL") : null);
    if (rows == null) {
      return new RunOne(console(), plan, host).run(resolved, identity);
    }
    var exit = new RunJob(console(), plan, host, leaving).run(resolved, rows, identity);
    if (out != null && !json) {
      say("rows: " + out);
    }
    return exit;
  }

  private RunPlan plan() throws CliFailure {
    if (order != null && !order.equals("input") && !order.equals("completion")) {
      throw CliFailure.usage("--order " + order + " is unknown", "it is input or completion");
    }
    if (include != null && !include.equals("steps")) {
      throw CliFailure.usage("--include " + include + " is unknown", "it can be steps");
    }
    if (input != null && single != null) {
      throw CliFailure.usage(
          "--input is for one run, and " + input + " is a file of rows", "give one of the two");
    }
    var parsed = new ArrayList<LimitFlag>();
    for (var limit : limits) {
      parsed.add(LimitFlag.read(limit));
    }
    if (console().env("WINDLASS_URL") != null) {
      refuseForElsewhere(parsed);
    }
    var folder = Host.data(console(), data);
    var server =
        ServerOptions.embedded(folder)
            .with(
                config == null ? null : console().path(config),
                pool,
                parsed.stream().map(LimitFlag::toString).toList(),
                null);
    return new RunPlan(
        what,
        input,
        one(),
        out == null ? null : console().path(out),
        work.model,
        order,
        parsed,
        folder,
        work.name,
        work.fresh,
        work.strict,
        work.labelPairs(),
        fairness.fairness(),
        include,
        json,
        quiet,
        server);
  }

  /** Through a server elsewhere, limits are caps of this job, and a job has one: concurrency. */
  private static void refuseForElsewhere(List<LimitFlag> limits) throws CliFailure {
    for (var limit : limits) {
      for (var key : limit.values().keySet()) {
        if (!key.equals("concurrency")) {
          throw CliFailure.usage(
              "--limit " + key + " cannot be set for one job of a server elsewhere",
              "only concurrency can; the provider's own: windlass limits openai --set "
                  + key
                  + "=N");
        }
      }
    }
  }

  private ObjectNode one() throws CliFailure {
    if (single == null) {
      return Json.object();
    }
    try {
      if (Json.read(single) instanceof ObjectNode object) {
        return object;
      }
    } catch (StreamReadException bad) {
      throw CliFailure.usage(
          "--input is no JSON: " + bad.getOriginalMessage(),
          "such as --input '{\"country\": \"France\"}'");
    }
    throw CliFailure.usage(
        "--input must be an object", "such as --input '{\"country\": \"France\"}'");
  }
}
