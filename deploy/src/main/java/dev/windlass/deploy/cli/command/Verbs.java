package dev.windlass.deploy.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Every verb by name: what it does in a few words, and how its class is loaded. */
final class Verbs {
  /**
   * @param group heading it stands under in the list of commands
   */
  record Entry(String group, String does, Supplier<Verb> command) {}

  private static final String RUNNING = "Run chains";
  private static final String LOOKING = "Look at jobs";
  private static final String STEERING = "Steer jobs";
  private static final String CHAINS = "Chains and limits";
  private static final String PROGRAM = "The program";

  static final Map<String, Entry> ALL = all();

  private Verbs() {}

  private static Map<String, Entry> all() {
    var all = new LinkedHashMap<String, Entry>();
    all.put(
        "run",
        new Entry(
            RUNNING, "Run a chain or a prompt over a file, here, to its end", RunCommand::new));
    all.put(
        "submit", new Entry(RUNNING, "Hand a job to a server and come back", SubmitCommand::new));
    all.put("attach", new Entry(RUNNING, "Wait for a job to end, as run does", AttachCommand::new));
    all.put("jobs", new Entry(LOOKING, "List jobs, newest first", JobsCommand::new));
    all.put(
        "job",
        new Entry(
            LOOKING, "Show one job, or change its priority, weight, labels", JobCommand::new));
    all.put("watch", new Entry(LOOKING, "Watch a job go on", WatchCommand::new));
    all.put("results", new Entry(LOOKING, "Read a job's rows", ResultsCommand::new));
    all.put(
        "failures", new Entry(LOOKING, "Show a job's failed lines by class", FailuresCommand::new));
    all.put(
        "show",
        new Entry(LOOKING, "Show one run: its steps, prompts and answers", ShowCommand::new));
    all.put("pause", new Entry(STEERING, "Start no new call of a job", ControlCommand.Pause::new));
    all.put("resume", new Entry(STEERING, "Let a paused job go on", ControlCommand.Resume::new));
    all.put(
        "cancel",
        new Entry(STEERING, "End a job before its lines are done", ControlCommand.Cancel::new));
    all.put("retry", new Entry(STEERING, "Take a job's failed lines up again", RetryCommand::new));
    all.put(
        "chain",
        new Entry(CHAINS, "Check, apply, list, show and preview chains", ChainCommand::new));
    all.put(
        "collection",
        new Entry(
            CHAINS,
            "Add documents for chains to search; list, show, delete them",
            CollectionCommand::new));
    all.put(
        "limits", new Entry(CHAINS, "Show, or set, what a provider allows", LimitsCommand::new));
    all.put(
        "workers",
        new Entry(CHAINS, "List the nodes and what each of them does", WorkersCommand::new));
    all.put("server", new Entry(PROGRAM, "Start a server", ServerCommand::new));
    all.put(
        "journal",
        new Entry(
            PROGRAM,
            "Back a journal up, move it to PostgreSQL, prepare its tables",
            JournalCommand::new));
    all.put(
        "provider", new Entry(PROGRAM, "Start the simulated provider alone", ProviderCommand::new));
    all.put(
        "demo",
        new Entry(PROGRAM, "See it work; with --crash, see it survive kill -9", DemoCommand::new));
    all.put(
        "cluster",
        new Entry(
            PROGRAM, "Try several nodes on this machine: up, status, down", ClusterCommand::new));
    all.put(
        "doctor", new Entry(PROGRAM, "Check what it needs on this machine", DoctorCommand::new));
    all.put(
        "completion",
        new Entry(PROGRAM, "Print completion for bash, zsh or fish", CompletionCommand::new));
    all.put("version", new Entry(PROGRAM, "Print the version", VersionCommand::new));
    return java.util.Collections.unmodifiableMap(all);
  }
}
