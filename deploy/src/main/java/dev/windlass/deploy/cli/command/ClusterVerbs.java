package dev.windlass.deploy.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.windlass.deploy.cli.Session;
import dev.windlass.deploy.cli.demo.DemoJob;
import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.deploy.cli.term.Interrupts;
import dev.windlass.deploy.cli.term.Table;
import dev.windlass.deploy.cli.term.Text;
import dev.windlass.deploy.cli.trial.Trial;
import dev.windlass.deploy.cli.trial.Trial.Part;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verbs of {@code windlass cluster}. */
final class ClusterVerbs {
  private ClusterVerbs() {}

  /** What they share. */
  @Command
  abstract static class OnTrial extends Verb {
    static final String USUAL = ".windlass-cluster";

    @Option(
        names = "--dir",
        paramLabel = "DIR",
        description = "Folder of all of it (.windlass-cluster).")
    String dir = USUAL;

    Trial trial() {
      return new Trial(console().path(dir));
    }

    void show(List<Part> parts) {
      var table = new Table("PART", "PID>", "STATE", "AT");
      for (var part : parts) {
        table.row(
            part.node() ? "node " + part.name() : part.name(),
            part.pid() == null ? "-" : "" + part.pid(),
            part.state(),
            part.url());
      }
      print(table, "");
    }

    static ArrayNode objects(List<Part> parts) {
      var all = Json.NODES.arrayNode();
      for (var part : parts) {
        var object = all.addObject().put("part", part.name()).put("state", part.state());
        object.put("pid", part.pid());
        object.put("url", part.url());
      }
      return all;
    }
  }

  /** Starts, or starts again what is gone. */
  @Command(
      name = "up",
      description =
          "Starts a cluster on this machine and hands it a job, or starts again what is gone of it.",
      footer = {
        "",
        "The processes outlive this command: windlass cluster down ends them. Needs the programs of"
            + " PostgreSQL, which need not run."
      })
  static final class Up extends OnTrial {
    private static final int MOST_NODES = 9;
    private static final int LINES = 600;

    @Option(names = "--nodes", paramLabel = "N", description = "Nodes, 1 to 9 (3).")
    int nodes = 3;

    @Option(names = "--heap", paramLabel = "SIZE", description = "Heap of each node (512m).")
    String heap = "512m";

    @Option(names = "--no-job", description = "Start it and hand it nothing.")
    boolean noJob;

    @Option(names = "--detach", description = "Come back without watching the job.")
    boolean detach;

    @Override
    public Exit call() throws CliFailure, IOException, InterruptedException {
      if (nodes < 1 || nodes > MOST_NODES) {
        throw CliFailure.usage("--nodes " + nodes + " is not 1 to " + MOST_NODES, "3 is usual");
      }
      if (!heap.matches("[1-9][0-9]*[kmgKMG]?")) {
        throw CliFailure.usage("--heap " + heap + " is no size", "such as 512m or 1g");
      }
      var trial = trial();
      boolean fresh = !trial.exists();
      say(
          fresh
              ? "starting PostgreSQL, a simulated provider and " + nodes + " nodes ..."
              : "looking at the cluster in " + trial.folder() + " ...");
      long begun = System.nanoTime();
      var started = start(trial, fresh);
      var parts = trial.parts();
      var first = parts.stream().filter(Part::node).findFirst().orElseThrow();
      if (started.isEmpty()) {
        say("it is up already");
      } else {
        say(
            "ready after "
                + Text.duration(Duration.ofNanos(System.nanoTime() - begun))
                + (fresh ? "" : "; started again: " + String.join(", ", started)));
      }
      var job = fresh && !noJob ? submit(first) : null;
      if (json) {
        var object = Json.object().put("dir", trial.folder().toString());
        object.put("started", started.size());
        object.set("parts", objects(parts));
        object.put("job", job);
        print(object);
        return Exit.OK;
      }
      show(parts);
      console().out().flush();
      hints(trial, parts, job);
      return job == null || detach ? Exit.OK : watch(first, job);
    }

    /** What was begun and not finished is ended again; what stood before stays. */
    private List<String> start(Trial trial, boolean fresh)
        throws CliFailure, IOException, InterruptedException {
      var underWay = new AtomicBoolean(fresh);
      Interrupts.onFirst(() -> {
        if (underWay.get()) {
          abandon(trial);
        }
        Runtime.getRuntime().halt(Exit.DETACHED.code());
      });
      try {
        var started = trial.up(nodes, heap);
        underWay.set(false);
        return started;
      } catch (CliFailure failure) {
        if (fresh) {
          abandon(trial);
        }
        throw failure;
      }
    }

    private void abandon(Trial trial) {
      try {
        trial.abandon();
      } catch (IOException | InterruptedException left) {
        console().say("not all of it was ended; windlass cluster down does");
      }
    }

    private static String submit(Part node) throws CliFailure, IOException, InterruptedException {
      var api = new Api(URI.create(node.url()));
      return DemoJob.submit(api, "trial-" + UUID.randomUUID(), "cluster trial", LINES);
    }

    private void hints(Trial trial, List<Part> parts, @Nullable String job) {
      var where = dir.equals(USUAL) ? "" : " --dir " + dir;
      var nodes = parts.stream().filter(Part::node).toList();
      var victim = nodes.getLast();
      say("");
      say("ask any of them   export WINDLASS_URL=" + nodes.getFirst().url());
      if (job != null) {
        say(
            "the job           windlass watch "
                + job
                + "   ("
                + LINES
                + " lines, two questions each)");
        say(
            "the limit         windlass limits --watch   ("
                + Trial.REQUESTS_A_MINUTE
                + " requests a minute, over all nodes)");
      }
      if (nodes.size() > 1) {
        say("kill a node       kill -9 " + victim.pid() + "   the job goes on within 20 s");
        say("bring it back     windlass cluster up" + where);
      }
      say("as the provider   " + trial.folder().resolve("calls.jsonl") + ": every call it saw");
      say("end all of it     windlass cluster down" + where);
      say("");
    }

    private Exit watch(Part node, String job) throws CliFailure, InterruptedException {
      var session = session();
      var watch = new WatchCommand();
      watch.give(
          new Session(
              console().with("WINDLASS_URL", node.url()),
              session.servers(),
              session.providers(),
              session.journals(),
              session.prices()));
      watch.id = job;
      watch.quiet = quiet;
      return watch.call();
    }
  }

  /** What runs. */
  @Command(name = "status", description = "Says what runs of it.")
  static final class Status extends OnTrial {
    @Override
    public Exit call() throws CliFailure, IOException {
      var trial = trial();
      if (!trial.exists()) {
        throw CliFailure.of(
            Exit.NOT_FOUND,
            "no cluster in " + trial.folder(),
            "windlass cluster up starts one; --dir names another folder");
      }
      var parts = trial.parts();
      if (json) {
        print(Json.object().put("dir", trial.folder().toString()).set("parts", objects(parts)));
      } else {
        show(parts);
      }
      return Exit.OK;
    }
  }

  /** Ends it. */
  @Command(
      name = "down",
      description = "Ends the cluster's processes and removes its folder, with the jobs in it.")
  static final class Down extends OnTrial {
    @Option(names = "--keep", description = "Leave the folder: logs, journal, calls.")
    boolean keep;

    @Override
    public Exit call() throws CliFailure, IOException, InterruptedException {
      var trial = trial();
      boolean was = trial.exists();
      int ended = was ? trial.down(keep) : 0;
      if (json) {
        print(Json.object().put("ended", ended));
      } else if (!was) {
        say("no cluster in " + trial.folder());
      } else {
        say(
            "ended "
                + ended
                + " processes"
                + (keep ? "; the folder stays: " : " and removed ")
                + trial.folder());
      }
      return Exit.OK;
    }
  }
}
