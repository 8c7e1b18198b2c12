package dev.windlass.engine.job;

import static dev.windlass.engine.job.JobExamples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.intake.IntakeTarget.PartitionFill;
import dev.windlass.engine.protocol.JobState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whole lives of jobs from seeds: random verbs, lost and doubled messages, crashes everywhere. */
class JobLifeTest {
  private static final int SEEDS = 1_500;
  private static final int WINDOW = 12;
  private static final int PARTITION = 6;

  /** What the coordinator does, without actors: decide, write, apply, tell. */
  private static final class Life {
    final Random random;
    final SimulatedPartitions partitions;
    final List<JobChange> journal = new ArrayList<>();
    Job job = new Job("job_1");
    Crew crew = new Crew(WINDOW, 2, 3);
    @Nullable RetryRound round;
    boolean faults = true;
    int widest;

    Life(long seed) {
      random = new Random(seed);
      partitions = new SimulatedPartitions(random);
      write(List.of(JobExamples.created(random.nextInt(4) == 0, false)));
    }

    void tell(JobVerb verb) {
      var decision = JobRules.decide(job, verb, NOON);
      if (decision.refusal() != null || decision.events().isEmpty() || unlucky()) {
        return;
      }
      write(decision.events());
      if (!unlucky()) {
        send(crew.follow(job));
        widest = Math.max(widest, crew.size());
      }
    }

    private void write(List<JobChange> events) {
      journal.addAll(events);
      events.forEach(job::apply);
      assertCounts();
    }

    /** Between any two steps the process may die: what is not in the journal is gone. */
    private boolean unlucky() {
      if (!faults || random.nextInt(60) != 0) {
        return false;
      }
      crash();
      send(crew.follow(job));
      return true;
    }

    /** Reads the journal again, from a snapshot taken anywhere. */
    void crash() {
      job = new Job("job_1");
      int snapshot = random.nextInt(journal.size() + 1);
      for (int i = 0; i < journal.size(); i++) {
        if (i == snapshot && i > 0) {
          job = Job.of("job_1", job.snapshot());
        }
        job.apply(journal.get(i));
      }
      crew = new Crew(WINDOW, 2, 3);
      round = null;
    }

    void send(List<Crew.Order> orders) {
      for (var order : orders) {
        if (!lost()) {
          int p = order.partition();
          partitions.hear(order, job.facts().lines(p), job.facts().upTo(p));
        }
      }
    }

    private boolean lost() {
      return faults && random.nextInt(10) == 0;
    }

    void beat() {
      send(crew.repeat(job));
      if (round == null && job.retry() != null) {
        round = new RetryRound(job, job.retry(), 3);
      }
      tell(new JobVerb.Gather(List.of()));
    }

    void hearReports() {
      for (var report : partitions.reports()) {
        if (lost()) {
          continue;
        }
        send(crew.heard(job, report));
        if (faults && random.nextInt(10) == 0) {
          send(crew.heard(job, report));
        }
      }
      var retrying = round;
      if (retrying != null) {
        retrying.see(job, crew);
        send(crew.follow(job));
        if (retrying.done()) {
          round = null;
          tell(new JobVerb.RetryDone(retrying.lines(), crew.takeNews()));
          return;
        }
        var retry = job.retry();
        for (int p : retrying.next()) {
          int taken = partitions.retake(p, retry != null && retry.cancelledToo());
          retrying.retaken(p, taken);
          send(List.of(crew.survey(job, p)));
        }
      } else if (!crew.news().isEmpty() && (job.retry() == null || !job.state().terminal())) {
        tell(new JobVerb.Gather(crew.takeNews()));
      }
    }

    void upload() {
      if (!job.takesLines()) {
        return;
      }
      var facts = job.facts();
      int last = facts.size() - 1;
      boolean grow = last >= 0 && facts.lines(last) < PARTITION;
      int p = grow ? last : last + 1;
      long first = grow ? facts.firstLine(p) : facts.lines() + 1;
      int room = PARTITION - (grow ? facts.lines(p) : 0);
      int lines = (grow ? facts.lines(p) : 0) + 1 + random.nextInt(room);
      partitions.accept(p, lines);
      tell(new JobVerb.AddLines(new PartitionFill(p, first, lines, 0, 10L * lines)));
    }

    void anything() {
      switch (random.nextInt(24)) {
        case 0, 1, 2, 3, 4 -> upload();
        case 5 -> tell(new JobVerb.Pause("user"));
        case 6, 7 -> tell(new JobVerb.Resume());
        case 8 -> {
          if (random.nextInt(6) == 0) {
            tell(new JobVerb.Seal());
          }
        }
        case 9 -> {
          if (random.nextInt(20) == 0) {
            tell(new JobVerb.Cancel());
          }
        }
        case 10 -> tell(new JobVerb.Retry(null, Set.of(), false, null, random.nextBoolean()));
        case 11, 12, 13 -> beat();
        case 14, 15, 16, 17 -> partitions.run();
        case 18 -> unlucky();
        default -> hearReports();
      }
    }

    void assertCounts() {
      var counts = job.counts(0);
      assertThat(counts.waiting() + counts.running() + counts.ended()).isEqualTo(counts.accepted());
      assertThat(counts.waiting()).isNotNegative();
      if (job.state() == JobState.COMPLETED || job.state() == JobState.CANCELLED) {
        boolean reopening = job.retry() != null || counts.waiting() > 0;
        assertThat(reopening || counts.ended() == counts.accepted()).isTrue();
      }
    }

    /** No more faults: the job must come to its end by itself. */
    void finish() {
      faults = false;
      tell(new JobVerb.Resume());
      tell(new JobVerb.Seal());
      for (int i = 0; i < 400 && !ended(); i++) {
        beat();
        partitions.run();
        hearReports();
      }
      hearReports(); // who repeats himself to an ended job is let go
    }

    boolean ended() {
      return job.state().terminal() && job.retry() == null && crew.size() == 0;
    }
  }

  @Test
  void everyJobEndsWithItsLastLineAndCountsWhatItsPartitionsKeep() {
    for (long seed = 0; seed < SEEDS; seed++) {
      var life = new Life(seed);
      int steps = 100 + life.random.nextInt(300);
      for (int i = 0; i < steps; i++) {
        life.anything();
      }

      life.finish();

      var counts = life.job.counts(0);
      assertThat(life.ended()).as("seed %d ends, in %s", seed, life.job.state()).isTrue();
      assertThat(counts.ended()).as("seed %d: every line", seed).isEqualTo(counts.accepted());
      assertThat(life.partitions.openRuns()).as("seed %d: no open run", seed).isZero();
      assertThat(counts.succeeded())
          .as("seed %d: counted as kept", seed)
          .isEqualTo(life.partitions.succeeded());
      assertThat(life.partitions.busy()).as("seed %d: all are let go", seed).isZero();
    }
  }

  @Test
  void onlyAWindowOfPartitionsIsAtWorkAndAPauseHearsFromAllThatCouldCall() {
    for (long seed = 0; seed < SEEDS; seed++) {
      var life = new Life(seed);
      life.faults = false;
      for (int i = 0; i < 40; i++) {
        life.upload();
      }
      life.tell(new JobVerb.Seal());
      for (int i = 0; i < life.random.nextInt(20); i++) {
        life.partitions.run();
        life.hearReports();
        if (life.random.nextInt(8) == 0) {
          life.crash(); // and its first orders are lost on the way
          life.crew.follow(life.job);
        }
      }
      // each member has at least one open run, and the first that fill the window are enough
      assertThat(life.widest).as("seed %d", seed).isLessThanOrEqualTo(WINDOW);

      life.tell(new JobVerb.Pause("user"));

      assertThat(life.partitions.calling()).as("seed %d: all are held", seed).isEmpty();
    }
  }
}
