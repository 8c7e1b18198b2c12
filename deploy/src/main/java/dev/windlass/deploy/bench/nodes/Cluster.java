package dev.windlass.deploy.bench.nodes;

import dev.windlass.deploy.bench.CallLog;
import dev.windlass.deploy.bench.Child;
import dev.windlass.deploy.bench.Database;
import dev.windlass.deploy.bench.Http;
import dev.windlass.deploy.bench.Workplace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Nodes of one cluster on one database of their own, before one simulated provider whose log is the
 * judge: each node calls it under a path of its own. All of it ends with its workplace.
 */
public final class Cluster {
  private static final Duration LONGEST_START = Duration.ofMinutes(3);
  private static final String WORKER = "worker";

  /**
   * What it is made of.
   *
   * @param program words that start {@code windlass}, for the provider
   * @param nodeProgram the same for nodes
   * @param roles of each node, empty for all
   * @param provider flags of the simulated provider
   * @param flags of every node
   * @param environment of every node
   */
  public record Plan(
      List<String> program,
      List<String> nodeProgram,
      List<String> roles,
      List<String> provider,
      List<String> flags,
      Map<String, String> environment) {}

  private final Workplace place;
  private final Hosts hosts;
  private final Http http = new Http();
  private final Path callLog;
  private final URI providerUrl;
  private final Database database;
  private final List<Node> nodes = new ArrayList<>();

  /** Starts all of it; returns when every node is ready. */
  public Cluster(Plan plan, Hosts hosts, Workplace place) throws IOException, InterruptedException {
    this.place = place;
    this.hosts = place.keep(hosts);
    callLog = place.folder.resolve("calls.jsonl");
    int port = Http.freePort();
    providerUrl = URI.create("http://" + hosts.outside() + ":" + port + "/");
    var words = new ArrayList<>(plan.program);
    words.addAll(List.of("provider", "--host", hosts.outside(), "--port", "" + port));
    words.addAll(plan.provider);
    words.addAll(List.of("--log", callLog.toString()));
    var provider =
        place.keep(
            Child.start(
                words, Map.of("WINDLASS_HEAP", "512m"), place.folder.resolve("provider.log")));
    database = place.keep(Database.own(place.folder.resolve("postgres"), hosts.outside()));
    http.await(provider, "the provider", providerUrl.resolve("stats"), LONGEST_START);
    for (int i = 0; i < plan.roles.size(); i++) {
      var node = place.keep(node(plan, i));
      nodes.add(node);
      node.start();
    }
    for (var node : nodes) {
      awaitReady(node);
    }
  }

  private Node node(Plan plan, int i) {
    var roles = plan.roles.get(i);
    var words = new ArrayList<>(List.of("server", "--cluster", "--cluster-bind", hosts.cluster(i)));
    words.addAll(List.of("--seeds", String.join(",", seeds(plan))));
    if (!roles.isEmpty()) {
      words.addAll(List.of("--roles", roles));
    }
    var environment = new HashMap<>(plan.environment);
    environment.putAll(hosts.environment());
    environment.put("OPENAI_BASE_URL", providerUrl.resolve(pathOf(i) + "v1").toString());
    environment.put("OPENAI_API_KEY", "k");
    environment.putIfAbsent("WINDLASS_HEAP", "400m");
    if (roles.equals(WORKER)) {
      words.addAll(List.of("--management", hosts.api(i)));
    } else {
      words.addAll(List.of("--bind", hosts.api(i), "--journal", "postgres"));
      words.addAll(List.of("--data", place.folder.resolve("data-" + i).toString()));
      environment.putAll(database.environment());
    }
    words.addAll(plan.flags);
    return new Node(
        i,
        hosts.on(i),
        plan.nodeProgram,
        words,
        environment,
        place.folder,
        URI.create("http://" + hosts.api(i) + "/"));
  }

  private List<String> seeds(Plan plan) {
    return IntStream.range(0, plan.roles.size())
        .filter(i -> !plan.roles.get(i).equals(WORKER))
        .mapToObj(hosts::cluster)
        .toList();
  }

  /** With what the paths of a node's calls begin, without the first slash. */
  private static String pathOf(int node) {
    return "node-" + node + "/";
  }

  /** Whether this node made the call. */
  public static boolean madeBy(int node, CallLog.Call call) {
    return call.path().startsWith("/" + pathOf(node));
  }

  public List<Node> nodes() {
    return nodes;
  }

  public Node node(int number) {
    return nodes.get(number);
  }

  /** All but this one. */
  public List<Node> others(int number) {
    return nodes.stream().filter(node -> node.number() != number).toList();
  }

  public Hosts hosts() {
    return hosts;
  }

  public Database database() {
    return database;
  }

  /** Waits until it takes requests; its process may come and go meanwhile. */
  public void awaitReady(Node node) throws IOException, InterruptedException {
    http.await(null, "node " + node.number(), node.url().resolve("readyz"), LONGEST_START);
  }

  /** Exits of any node from this time on, in their order. */
  public List<Node.Exit> exitsSince(double time) {
    return nodes.stream()
        .flatMap(node -> node.exitsSince(time).stream())
        .sorted(Comparator.comparingDouble(Node.Exit::at))
        .toList();
  }

  /** All calls that the provider has answered. */
  public List<CallLog.Call> calls() throws IOException {
    return CallLog.read(callLog);
  }

  public Path callLog() {
    return callLog;
  }

  /** A figure of the provider's own count. */
  public long counted(String what) throws IOException, InterruptedException {
    return http.get(providerUrl.resolve("stats")).path(what).asLong();
  }
}
