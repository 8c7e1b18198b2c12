package dev.windlass.deploy.cli.demo;

import dev.windlass.deploy.cli.Session;
import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.job.JobPage;
import dev.windlass.deploy.cli.job.TemporaryFolder;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.Interrupts;
import dev.windlass.deploy.cli.term.Text;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An engine killed with kill -9 in the middle of a job, started again, and held against the log.
 */
public final class CrashDemo {
  private static final String ERRORS = "errors.log";
  private static final int LINES = 600;
  private static final int STEPS = 2 * LINES;
  private static final double KILL_AT = 0.38;
  private static final Audit.Limit LIMIT = new Audit.Limit(6_000, 100);

  /**
   * A tenth of the provider's burst. Calls leave evenly, but a process that has just started, or a
   * machine that is busy, lets them arrive in bunches, and the log counts arrivals: the rest of the
   * burst is room for a second of that.
   */
  private static final String ENGINE_LIMIT = "rpm=6000,burst=10";

  private static final Duration MOST = Duration.ofMinutes(3);

  private final Session session;
  private final boolean json;
  private final ConcurrentLinkedQueue<Child> children = new ConcurrentLinkedQueue<>();
  private long begun;

  public CrashDemo(Session session, boolean json) {
    this.session = session;
    this.json = json;
  }

  public Exit run() throws CliFailure, IOException, InterruptedException {
    try (var folder = TemporaryFolder.create("windlass-crash-")) {
      Runtime.getRuntime().addShutdownHook(new Thread(this::killAll, "end the children"));
      Interrupts.onFirst(() -> {
        killAll();
        folder.delete();
        Runtime.getRuntime().halt(Exit.DETACHED.code());
      });
      try {
        return run(folder.path());
      } catch (CliFailure failure) {
        throw CliFailure.of(
            failure.exit(), failure.what() + Child.tail(folder.path().resolve(ERRORS)));
      } finally {
        killAll();
      }
    }
  }

  private Exit run(Path folder) throws CliFailure, IOException, InterruptedException {
    step("1 starting a provider (300 ms, rpm 6,000) and a " + LINES + "-line, 2-step job ... ");
    var log = folder.resolve("calls.jsonl");
    var errors = folder.resolve(ERRORS);
    var provider =
        started(
            Child.start(
                List.of(
                    "provider",
                    "--latency",
                    "300ms",
                    "--rpm",
                    "6000",
                    "--rburst",
                    "100",
                    "--log",
                    log.toString()),
                Map.of(),
                errors));
    var environment = Map.of("OPENAI_BASE_URL", provider.url(), "OPENAI_API_KEY", "none");
    var engine = engine(folder, environment, errors);
    var api = new Api(URI.create(engine.url()));
    var job = DemoJob.submit(api, "windlass-crash", "crash demo", LINES);
    ok();
    long killAfter = Math.round(STEPS * KILL_AT);
    until(() -> answered(log) >= killAfter, "the job does not get on");
    step("2 killing the engine (kill -9) at " + answered(log) * 100 / STEPS + " % ... ");
    engine.kill();
    long killedAt = System.currentTimeMillis();
    ok();
    step("3 starting it again ... ");
    var again = new Api(URI.create(engine(folder, environment, errors).url()));
    ok();
    step("4 letting it finish, and reading the provider's own log ... ");
    until(() -> new JobPage(again.get("v1/jobs/" + job).body()).ended(), "the job does not end");
    var ended = new JobPage(again.get("v1/jobs/" + job).body());
    Thread.sleep(200); // the provider's last lines
    var calls = Call.readLog(log);
    return verdict(Audit.of(calls, killedAt, STEPS, LIMIT), ended);
  }

  private Child engine(Path folder, Map<String, String> environment, Path errors)
      throws CliFailure, IOException, InterruptedException {
    return started(
        Child.start(
            List.of(
                "server",
                "--bind",
                "127.0.0.1:0",
                "--data",
                folder.resolve("data").toString(),
                "--limit",
                ENGINE_LIMIT),
            environment,
            errors));
  }

  private Child started(Child child) {
    children.add(child);
    return child;
  }

  private static long answered(Path log) throws IOException {
    if (!Files.exists(log)) {
      return 0;
    }
    try (var lines = Files.lines(log)) {
      return lines.count();
    }
  }

  /** A question whose answer may change. */
  private interface Question {
    boolean yet() throws CliFailure, IOException;
  }

  private static void until(Question question, String otherwise)
      throws CliFailure, IOException, InterruptedException {
    long end = System.nanoTime() + MOST.toNanos();
    while (!question.yet()) {
      if (System.nanoTime() - end > 0) {
        throw CliFailure.of(Exit.UNEXPECTED, otherwise + " within " + Text.duration(MOST));
      }
      Thread.sleep(50);
    }
  }

  private Exit verdict(Audit audit, JobPage job) {
    boolean good = audit.clean() && job.count("succeeded") == LINES;
    if (json) {
      var object = Json.object().put("ok", good).put("succeeded", job.count("succeeded"));
      audit.figures().forEach(object::put);
      session.console().data(Json.text(object));
      return good ? Exit.OK : Exit.UNEXPECTED;
    }
    ok();
    session
        .console()
        .data(
            "  "
                + Text.count(audit.steps())
                + " steps, "
                + audit.lost()
                + " lost, "
                + audit.completedRepeated()
                + " completed steps repeated,\n  "
                + audit.inFlightRepeated()
                + " of the "
                + audit.inFlight()
                + " calls in flight at the kill repeated once, limit "
                + (audit.limitPassed() == 0
                    ? "never passed"
                    : "passed in " + audit.limitPassed() + " windows")
                + "\n  "
                + job.count("succeeded")
                + " of "
                + LINES
                + " lines succeeded: "
                + (good ? "nothing lost, nothing paid twice" : "THIS IS NOT WHAT WAS PROMISED"));
    return good ? Exit.OK : Exit.UNEXPECTED;
  }

  private void step(String said) {
    begun = System.nanoTime();
    if (!json) {
      session.console().out().print(said);
      session.console().out().flush();
    }
  }

  private void ok() {
    if (!json) {
      session
          .console()
          .out()
          .print("ok  " + Text.duration(Duration.ofNanos(System.nanoTime() - begun)) + "\n");
      session.console().out().flush();
    }
  }

  private void killAll() {
    children.forEach(Child::close);
  }
}
