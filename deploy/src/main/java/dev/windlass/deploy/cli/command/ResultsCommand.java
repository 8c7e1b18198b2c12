package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.job.CursorFile;
import dev.windlass.deploy.cli.job.OutFile;
import dev.windlass.deploy.cli.job.OutStream;
import dev.windlass.deploy.cli.job.RowSink;
import dev.windlass.deploy.cli.job.Rows;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.LiveView;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The rows of a job. */
@Command(
    description =
        "Reads a job's rows: those that are there, or with --follow all of them as they come. With"
            + " --cursor-file each call brings only what is new since the last one; with -o too, new"
            + " rows are added to the file, each exactly once, whatever happens in between.")
final class ResultsCommand extends Verb {
  @Parameters(index = "0", paramLabel = "JOB", description = "The job's id.")
  String id = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = "File for the rows.")
  @Nullable String out;

  @Option(
      names = "--order",
      paramLabel = "ORDER",
      description = "input or completion. With -o input is usual, else completion.")
  @Nullable String order;

  @Option(names = "--failed", description = "Only failed rows.")
  boolean failed;

  @Option(names = "--follow", description = "Wait for rows to the job's end.")
  boolean follow;

  @Option(names = "--cursor-file", paramLabel = "F", description = "Remembers how far was read.")
  @Nullable String cursorFile;

  @Option(names = "--include", paramLabel = "steps", description = "Every call under each row.")
  @Nullable String include;

  @Override
  public Exit call() throws CliFailure, InterruptedException {
    if (order != null && !order.equals("input") && !order.equals("completion")) {
      throw CliFailure.usage("--order " + order + " is unknown", "it is input or completion");
    }
    var chosen = order != null ? order : out != null && cursorFile == null ? "input" : "completion";
    return ask(host -> {
      // asked first: a job that is not there must not leave an empty file
      host.api().get("v1/jobs/" + dev.windlass.deploy.cli.http.Api.part(id));
      if (cursorFile != null) {
        try (var kept =
            CursorFile.open(
                console().path(cursorFile),
                out == null ? null : console().path(out),
                new OutStream(console(), new LiveView(console(), false)))) {
          pass(new Rows(host, id, chosen, failed ? "failed" : null, include, kept.cursor()), kept);
        }
        return Exit.OK;
      }
      var rows = new Rows(host, id, chosen, failed ? "failed" : null, include, null);
      if (out == null) {
        pass(rows, new OutStream(console(), new LiveView(console(), false)));
        return Exit.OK;
      }
      try (var file = OutFile.create(console().path(out))) {
        pass(rows, file);
        file.finish();
      }
      return Exit.OK;
    });
  }

  private void pass(Rows rows, RowSink sink)
      throws CliFailure, java.io.IOException, InterruptedException {
    try {
      if (follow) {
        rows.toTheEnd(sink);
      } else {
        rows.passOn(sink);
      }
    } catch (Rows.SinkFailure full) {
      throw CliFailure.of(Exit.UNEXPECTED, "cannot write the rows: " + full.getMessage());
    }
  }
}
