package dev.windlass.deploy.cli.job;

import dev.windlass.deploy.cli.http.Answer;
import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.input.InputFile;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job about to be made, or met again: the server derives its id from the key, so a second
 * submission of the same work finds the first.
 *
 * @param key the Idempotency-Key
 * @param concurrency calls of this job in flight, 0 for no cap of its own
 */
public record Submission(
    Work work,
    InputFile rows,
    String key,
    @Nullable String name,
    Map<String, String> labels,
    boolean strict,
    int concurrency,
    Fairness fairness) {

  /**
   * @param again whether the key met a job that was there
   */
  public record Made(JobPage job, boolean again) {}

  /** Makes the job without its lines, or finds it with those it has. */
  public Made make(Api api) throws CliFailure, IOException {
    var body = Json.object();
    body.set("chain", work.chain());
    if (name != null) {
      body.put("name", name);
    }
    if (!labels.isEmpty()) {
      var pairs = body.putObject("labels");
      labels.forEach(pairs::put);
    }
    if (strict) {
      body.put("validation", "strict");
    }
    if (concurrency > 0) {
      body.put("concurrency", concurrency);
    }
    fairness.write(body);
    try {
      var answer = api.post("v1/jobs", body, Map.of("Idempotency-Key", "\"" + key + "\""));
      boolean again = answer.replayed() || answer.status() == 200;
      return new Made(again ? current(api, answer) : new JobPage(answer.body()), again);
    } catch (CliFailure failure) {
      if (!failure.slug().equals("idempotency-key-reused")) {
        throw failure;
      }
      // the same work, with other labels or another cap: they are not what makes it the same job
      return new Made(byKey(api, failure), true);
    }
  }

  private static JobPage current(Api api, Answer answer) throws CliFailure, IOException {
    return new JobPage(api.get("v1/jobs/" + answer.body().path("id").asText()).body());
  }

  private JobPage byKey(Api api, CliFailure otherwise) throws CliFailure, IOException {
    var found = api.get("v1/jobs?idempotency_key=" + Api.part(key)).body().path("items").path(0);
    if (found.isMissingNode()) {
      throw otherwise;
    }
    return new JobPage(found);
  }

  /** Sends the lines that the server does not have yet, and seals. Comes back after a cut. */
  public void send(Host host, String job) throws CliFailure, IOException, InterruptedException {
    var api = host.api();
    var patience = new Patience(host);
    while (true) {
      try {
        var head = api.head("v1/jobs/" + job + "/lines");
        patience.answered();
        if ("true".equals(head.header("sealed"))) {
          return;
        }
        long from = Long.parseLong(head.headers().getOrDefault("accepted-lines", "0"));
        api.upload(
            "v1/jobs/" + job + "/lines?offset=" + from + "&seal=true",
            out -> rows.writeTo(out, from));
        return;
      } catch (CliFailure failure) {
        if (failure.slug().equals("job-sealed")) {
          return; // the same command ran twice at once, and the other one was faster
        }
        patience.refused(failure);
      } catch (NumberFormatException strange) {
        throw CliFailure.of(Exit.UNEXPECTED, "the server does not say how many lines it has");
      } catch (IOException cut) {
        patience.noAnswer(cut);
      }
    }
  }
}
