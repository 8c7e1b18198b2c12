package dev.windlass.deploy.cli.trial;

import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The processes of a trial cluster, in one folder: started, found again, ended. */
public final class Trial {
  /** Of the provider, and what the nodes are told: together they keep within it. */
  public static final int REQUESTS_A_MINUTE = 900;

  private static final String POSTGRES = "postgres";
  private static final String PROVIDER = "provider";
  private static final Duration LISTENS = Duration.ofSeconds(30);
  private static final Duration JOINS = Duration.ofMinutes(2);

  /** The journal bears a kill, so nobody waits for long. */
  private static final Duration NODES_END = Duration.ofSeconds(15);

  private static final Duration ENDS = Duration.ofSeconds(10);

  private final Path folder;

  public Trial(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  public Path folder() {
    return folder;
  }

  /**
   * A process of the cluster.
   *
   * @param name {@code postgres}, {@code provider}, or the number of a node
   * @param pid null when it does not run
   * @param state {@code ready}, {@code starting} or {@code gone}
   * @param url where it answers
   */
  public record Part(String name, @Nullable Long pid, String state, String url) {
    public boolean node() {
      return name.matches("[0-9]+");
    }

    public boolean ready() {
      return state.equals("ready");
    }
  }

  /** Whether there is one, running or not. */
  public boolean exists() {
    return Plan.isIn(folder);
  }

  /** What runs of it. */
  public List<Part> parts() throws CliFailure, IOException {
    var plan = Plan.read(folder);
    var parts = new ArrayList<Part>();
    var postgres = Spawned.find(pidFile(POSTGRES));
    parts.add(part(POSTGRES, postgres, true, "postgresql://127.0.0.1:" + plan.postgres()));
    var provider = Spawned.find(pidFile(PROVIDER));
    parts.add(part(PROVIDER, provider, true, plan.providerUrl()));
    for (int n = 1; n <= plan.nodes().size(); n++) {
      var url = plan.nodes().get(n - 1).url();
      var node = Spawned.find(pidFile("node-" + n));
      parts.add(part("" + n, node, node != null && Ready.is(url + "/readyz"), url));
    }
    return parts;
  }

  private static Part part(String name, @Nullable Spawned process, boolean ready, String url) {
    return process == null
        ? new Part(name, null, "gone", url)
        : new Part(name, process.pid(), ready ? "ready" : "starting", url);
  }

  /**
   * Starts what does not run, and waits until it is ready.
   *
   * @param nodes counts only where there is no cluster yet
   * @param heap of each node, as the JVM takes it
   * @return names of what was started; empty when all of it ran
   */
  public List<String> up(int nodes, String heap)
      throws CliFailure, IOException, InterruptedException {
    var postgres = LocalPostgres.of(folder);
    Files.createDirectories(folder.resolve("pids"));
    try (var channel = open();
        var lock = channel.tryLock()) {
      if (lock == null) {
        throw busy();
      }
      return start(postgres, nodes, heap);
    }
  }

  private List<String> start(LocalPostgres postgres, int nodes, String heap)
      throws CliFailure, IOException, InterruptedException {
    if (!exists()) {
      var fresh = Plan.fresh(nodes);
      postgres.create(fresh.password());
      fresh.write(folder);
    }
    var plan = Plan.read(folder);
    var started = new ArrayList<String>();
    if (Spawned.find(pidFile(POSTGRES)) == null) {
      postgres.start(plan, pidFile(POSTGRES));
      started.add(POSTGRES);
    }
    if (Spawned.find(pidFile(PROVIDER)) == null) {
      var provider = Spawned.start(provider(plan), Map.of(), pidFile(PROVIDER), log(PROVIDER));
      await(PROVIDER, provider, plan.providerUrl() + "/models", LISTENS);
      started.add(PROVIDER);
    }
    var environment = new HashMap<>(LocalPostgres.environment(plan));
    environment.put("OPENAI_BASE_URL", plan.providerUrl());
    environment.put("OPENAI_API_KEY", "none");
    environment.put("WINDLASS_HEAP", heap);
    for (int n = 1; n <= plan.nodes().size(); n++) {
      var name = "node-" + n;
      if (Spawned.find(pidFile(name)) == null) {
        Spawned.start(node(plan, n, heap), environment, pidFile(name), log(name));
        started.add("node " + n);
      }
    }
    for (int n = 1; n <= plan.nodes().size(); n++) {
      var name = "node-" + n;
      var node = Spawned.find(pidFile(name));
      await(name, node, plan.nodes().get(n - 1).url() + "/readyz", JOINS);
    }
    return started;
  }

  private void await(String name, @Nullable Spawned process, String url, Duration longest)
      throws CliFailure, InterruptedException {
    long until = System.nanoTime() + longest.toNanos();
    while (process != null && process.alive() && System.nanoTime() - until < 0) {
      if (Ready.is(url)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw CliFailure.of(
        Exit.UNEXPECTED, name + " did not become ready", "what it said stands in " + log(name));
  }

  private List<String> provider(Plan plan) {
    return Program.of(
        "256m",
        "provider",
        "--port",
        "" + plan.provider(),
        "--latency",
        "300ms",
        "--rpm",
        "" + REQUESTS_A_MINUTE,
        "--rburst",
        "50",
        "--log",
        folder.resolve("calls.jsonl").toString());
  }

  private List<String> node(Plan plan, int number, String heap) {
    var ports = plan.nodes().get(number - 1);
    return Program.of(
        heap,
        "server",
        "--cluster",
        "--cluster-bind",
        ports.address(),
        "--seeds",
        plan.seeds(),
        "--journal",
        "postgres",
        "--bind",
        "127.0.0.1:" + ports.api(),
        "--data",
        folder.resolve("node-" + number).toString(),
        "--limit",
        "rpm=" + REQUESTS_A_MINUTE + ",burst=10");
  }

  /**
   * Ends what runs of it: the nodes, then the provider, then the database.
   *
   * @param keeps whether the folder stays, with logs and data
   * @return how many processes were ended
   */
  public int down(boolean keeps) throws CliFailure, IOException, InterruptedException {
    try (var channel = open();
        var lock = channel.tryLock()) {
      if (lock == null) {
        throw busy();
      }
      return stop(keeps);
    }
  }

  /** Ends them while {@link #up} is interrupted, which holds the lock. */
  public void abandon() throws IOException, InterruptedException {
    stop(true);
    stop(true); // what was started just then
  }

  private int stop(boolean keeps) throws IOException, InterruptedException {
    var nodes = new ArrayList<Spawned>();
    for (var file : pidFiles()) {
      var process = file.getFileName().toString().startsWith("node-") ? Spawned.find(file) : null;
      if (process != null) {
        process.signal("TERM");
        nodes.add(process);
      }
    }
    long until = System.nanoTime() + NODES_END.toNanos();
    for (var node : nodes) {
      node.end(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
    }
    int ended = nodes.size() + end(PROVIDER, "TERM") + end(POSTGRES, "INT");
    if (!keeps) {
      clear();
    }
    return ended;
  }

  private int end(String name, String signal) throws IOException, InterruptedException {
    var process = Spawned.find(pidFile(name));
    if (process == null) {
      return 0;
    }
    process.signal(signal);
    process.end(ENDS);
    return 1;
  }

  /** Removes what was made here, and the folder when nothing else is in it. */
  private void clear() throws IOException {
    try (var all = Files.list(folder)) {
      for (var each : all.toList()) {
        if (each.getFileName()
            .toString()
            .matches(
                "postgres|pids|node-[0-9]+|[a-z0-9-]+\\.log|calls\\.jsonl|lock|"
                    + Plan.FILE.replace(".", "\\."))) {
          remove(each);
        }
      }
    }
    try (var left = Files.list(folder)) {
      if (left.findAny().isEmpty()) {
        Files.delete(folder);
      }
    }
  }

  private static void remove(Path path) throws IOException {
    try (var all = Files.walk(path)) {
      for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  private List<Path> pidFiles() throws IOException {
    var pids = folder.resolve("pids");
    if (!Files.isDirectory(pids)) {
      return List.of();
    }
    try (var files = Files.list(pids)) {
      return files.sorted().toList();
    }
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(
        folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private CliFailure busy() {
    return CliFailure.of(
        Exit.CONFLICT,
        "another command starts or ends the cluster in " + folder + " just now",
        "wait for it, or name another folder with --dir");
  }

  private Path pidFile(String name) {
    return folder.resolve("pids").resolve(name);
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }
}
