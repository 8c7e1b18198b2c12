package dev.windlass.deploy.cli.demo;

import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.input.InputFile;
import dev.windlass.deploy.cli.job.Fairness;
import dev.windlass.deploy.cli.job.Host;
import dev.windlass.deploy.cli.job.Submission;
import dev.windlass.deploy.cli.job.TemporaryFolder;
import dev.windlass.deploy.cli.job.Work;
import dev.windlass.deploy.cli.term.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Two questions about each country, over the countries of the world as often as it takes. */
public final class DemoJob {
  private DemoJob() {}

  /**
   * Hands it to a server.
   *
   * @param key makes it the same job, or another one
   * @return the job's id
   */
  public static String submit(Api api, String key, String name, int lines)
      throws CliFailure, IOException, InterruptedException {
    try (var folder = TemporaryFolder.create("windlass-job-")) {
      var submission =
          new Submission(
              Work.of(Examples.chain(folder.path()), false),
              rows(folder.path(), lines),
              key,
              name,
              Map.of(),
              false,
              0,
              Fairness.USUAL);
      var job = submission.make(api).job().id();
      submission.send(new Host(api, null), job);
      return job;
    }
  }

  private static InputFile rows(Path folder, int lines) throws CliFailure, IOException {
    var countries = Files.readAllLines(Examples.copy(Examples.ROWS, folder));
    var rows = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      var row = Json.read(countries.get(i % countries.size()));
      var line = Json.object().put("id", "row-" + (i + 1));
      line.set("input", row.has("input") ? row.path("input") : row);
      rows.append(Json.text(line)).append('\n');
    }
    var file = folder.resolve("rows.jsonl");
    Files.writeString(file, rows);
    return InputFile.open(file, "rows.jsonl");
  }
}
