package dev.windlass.deploy.faults.nightly;

import dev.windlass.deploy.bench.TwoStepChain;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Jobs that keep the nodes at work: so many lines as the limit lets through in a time. */
final class Load {
  static final String CHAIN = "faults";

  /** What the limit lets through: two steps a line. */
  private static final double LINES_A_SECOND = Drill.STEPS_A_SECOND / 2.0;

  /** So few that each node has some of every job's. */
  static final int PARTITION_LINES = 20;

  /** Jobs that may be at work at a time: one may last a while into the next fault. */
  private static final int UNDER_WAY = 3;

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
  void add(double seconds) throws IOException, InterruptedException {
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
  }

  /** In which partition each run is, of the jobs that may be under way: they are cut by lines. */
  Map<String, String> partitions() throws IOException, InterruptedException {
    var partitions = new HashMap<String, String>();
    for (var job : jobs.subList(Math.max(0, jobs.size() - UNDER_WAY), jobs.size())) {
      add(job, partitions);
    }
    return partitions;
  }

  private void add(Job job, Map<String, String> partitions)
      throws IOException, InterruptedException {
    var token = "";
    do {
      var page = api.get("v1/runs?job=" + job.id + "&page_size=1000" + token);
      for (var run : page.path("items")) {
        int partition = (run.path("line").asInt() - 1) / PARTITION_LINES;
        partitions.put(run.path("id").asText(), job.id + "-" + partition);
      }
      var next = page.path("next_page_token").asText("");
      token = next.isEmpty() || next.equals("null") ? "" : "&page_token=" + next;
    } while (!token.isEmpty());
  }

  List<Job> jobs() {
    return List.copyOf(jobs);
  }

  int lines() {
    return jobs.stream().mapToInt(Job::lines).sum();
  }
}
