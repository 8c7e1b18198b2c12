package dev.windlass.deploy.cli.job;

import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.LiveView;
import dev.windlass.deploy.cli.term.Text;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Watches a job until it has ended, drawing what it sees. */
public final class Follow {
  private static final long LOOK_EVERY_MS = 400;
  private static final long REFUSALS_EVERY_NANOS = 2_000_000_000L;
  private static final Duration LONG_POLL = Duration.ofSeconds(5);

  private final Host host;
  private final LiveView view;
  private final List<Task> beside;
  private @Nullable Long givesUpAt;
  private @Nullable Long refusalsAt;
  private long refusals = -1;

  public Follow(Host host, LiveView view) {
    this(host, view, List.of());
  }

  /**
   * @param beside what goes on meanwhile; its failure ends the watching
   */
  Follow(Host host, LiveView view, List<Task> beside) {
    this.host = host;
    this.view = view;
    this.beside = beside;
  }

  /** Gives up with exit code 8 when the job has not ended after so long. */
  public void until(Duration patience) {
    givesUpAt = System.nanoTime() + patience.toNanos();
  }

  /**
   * @param seen told of each look at the job
   */
  public JobPage toTheEnd(JobPage start, Consumer<JobPage> seen)
      throws CliFailure, IOException, InterruptedException {
    var job = start;
    var etag = "";
    var patience = new Patience(host);
    while (true) {
      for (var task : beside) {
        task.check();
      }
      seen.accept(job);
      view.show(job.progress().withRefusals(refusals(job)));
      if (job.ended()) {
        return job;
      }
      if (givesUpAt != null && System.nanoTime() - givesUpAt > 0) {
        view.clear();
        throw CliFailure.of(
            Exit.TIMED_OUT,
            job.id() + " has not ended in time; it goes on",
            "come back to it with windlass attach " + job.id());
      }
      try {
        if (view.on()) {
          // rate and expected end move by themselves, so a bar asks at its own pace
          Thread.sleep(LOOK_EVERY_MS);
        }
        var answer =
            view.on() || etag.isEmpty()
                ? host.api().get("v1/jobs/" + Api.part(job.id()))
                : host.api()
                    .get(
                        "v1/jobs/" + Api.part(job.id()),
                        Map.of("If-None-Match", etag, "Prefer", "wait=" + LONG_POLL.toSeconds()),
                        LONG_POLL);
        patience.answered();
        etag = answer.headers().getOrDefault("etag", "");
        if (answer.status() != 304) {
          job = new JobPage(answer.body());
        }
        if (etag.isEmpty() && !view.on()) {
          Thread.sleep(LOOK_EVERY_MS);
        }
      } catch (CliFailure failure) {
        silent(job, patience);
        patience.refused(failure);
      } catch (IOException cut) {
        silent(job, patience);
        patience.noAnswer(cut);
      }
    }
  }

  /** Answers 429 in the last minute at the limit that binds; -1 where none does. */
  private long refusals(JobPage job) {
    var provider = job.limitedProvider();
    long now = System.nanoTime();
    if (!view.on() || provider == null || job.ended()) {
      return -1;
    }
    if (refusalsAt == null || now - refusalsAt > REFUSALS_EVERY_NANOS) {
      refusalsAt = now;
      refusals = LimitRows.refusals(host, provider, job.json().path("limited_by").asText());
    }
    return refusals;
  }

  private void silent(JobPage job, Patience patience) {
    var silence = patience.silence();
    if (silence != null) {
      view.show(
          job.progress()
              .withNote(
                  "no answer from the server for " + Text.duration(silence) + "; asking again"));
    }
  }
}
