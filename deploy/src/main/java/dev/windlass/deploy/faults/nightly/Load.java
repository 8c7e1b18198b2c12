package dev.windlass.deploy.faults.nightly;

import dev.windlass.deploy.bench.TwoStepChain;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Jobs that keep the nodes at work: so many lines as the limit lets through in a time. */
final class Load {
  static final String CHAIN = "faults";

  /** What the limit lets through: two steps a line. */
  private static final double LINES_A_SECOND = Drill.STEPS_A_SECOND / 2.0;

  private static final double PATIENCE_SECONDS = 60;

  private final Api api;
  private final List<Job> jobs = new ArrayList<>();
  private int next;

  /** A job and how many lines it was given. */
  record Job(String id, int lines) {}

  Load(Api api) {
    this.api = api;
  }

  /** One more job, of as many lines as take so long. */
  Job add(double seconds) throws IOException, InterruptedException {
    int lines = (int) Math.ceil(seconds * LINES_A_SECOND);
    var text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append(TwoStepChain.line(next++)).append('\n');
    }
    var told = api.submit(CHAIN, "load-" + jobs.size(), text.toString(), PATIENCE_SECONDS);
    if (!told.well()) {
      throw new IOException("a job was not taken: " + told);
    }
    var job = new Job(told.body().path("id").asText(), lines);
    jobs.add(job);
    return job;
  }

  List<Job> jobs() {
    return List.copyOf(jobs);
  }

  int lines() {
    return jobs.stream().mapToInt(Job::lines).sum();
  }
}
