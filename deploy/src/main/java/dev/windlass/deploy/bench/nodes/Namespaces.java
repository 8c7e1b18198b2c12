package dev.windlass.deploy.bench.nodes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Hosts that are network namespaces of Linux, each with two wires: one to all that is outside
 * (clients, provider, database), one to the other nodes. The second can be cut, so that a node that
 * the others do not reach still reaches everybody else, which is the worse case. Thread-safe.
 *
 * <p>Needs root and {@code ip} of iproute2.
 */
public final class Namespaces implements Hosts {
  private static final int TRIES = 20;
  private static final long COMMAND_SECONDS = 20;
  private static final int CLUSTER_PORT = 7355;
  private static final int API_PORT = 8080;

  /** Third number of the addresses, and in every name. */
  private final int id;

  private final int hosts;

  private Namespaces(int id, int hosts) {
    this.id = id;
    this.hosts = hosts;
  }

  /**
   * Makes so many.
   *
   * @throws IOException when that is not allowed here, in words
   */
  public static Namespaces open(int hosts) throws IOException, InterruptedException {
    if (!"root".equals(System.getProperty("user.name"))) {
      throw new IOException("network namespaces need root");
    }
    int first = (int) (ProcessHandle.current().pid() % 250);
    for (int i = 0; i < TRIES; i++) {
      var made = new Namespaces((first + i) % 250 + 1, hosts);
      if (made.isFree()) {
        try {
          made.make();
          return made;
        } catch (IOException e) {
          made.close();
          throw e;
        }
      }
    }
    throw new IOException("names of network namespaces are all taken");
  }

  private boolean isFree() {
    return !Files.exists(Path.of("/sys/class/net", bridge("o")))
        && !Files.exists(Path.of("/run/netns", name(0)));
  }

  private void make() throws IOException, InterruptedException {
    for (var wire : List.of("o", "c")) {
      ip("link", "add", bridge(wire), "type", "bridge");
      ip("link", "set", bridge(wire), "up");
    }
    ip("addr", "add", outside() + "/24", "dev", bridge("o"));
    for (int host = 0; host < hosts; host++) {
      ip("netns", "add", name(host));
      ip("-n", name(host), "link", "set", "lo", "up");
      wire(host, "o", address("213", host));
      wire(host, "c", address("214", host));
    }
  }

  private void wire(int host, String wire, String address)
      throws IOException, InterruptedException {
    var near = near(wire, host);
    ip("link", "add", near, "type", "veth", "peer", "name", wire + "0", "netns", name(host));
    ip("link", "set", near, "master", bridge(wire), "up");
    ip("-n", name(host), "addr", "add", address + "/24", "dev", wire + "0");
    ip("-n", name(host), "link", "set", wire + "0", "up");
  }

  private String bridge(String wire) {
    return "windlass-" + wire + id;
  }

  private String near(String wire, int host) {
    return "wl" + id + wire + host;
  }

  private String name(int host) {
    return "windlass" + id + "-" + host;
  }

  private String address(String net, int host) {
    return "10." + net + "." + id + "." + (11 + host);
  }

  /** No other node reaches this one, nor it them. */
  public void cut(int host) throws IOException, InterruptedException {
    ip("link", "set", near("c", host), "down");
  }

  /** As before {@link #cut}. */
  public void mend(int host) throws IOException, InterruptedException {
    ip("link", "set", near("c", host), "up");
  }

  /** What this one sends to the others does not arrive; what they send does. */
  public void mute(int host) throws IOException, InterruptedException {
    for (int other = 0; other < hosts; other++) {
      if (other != host) {
        ip("-n", name(host), "route", "add", "blackhole", address("214", other) + "/32");
      }
    }
  }

  /** As before {@link #mute}. */
  public void unmute(int host) throws IOException, InterruptedException {
    for (int other = 0; other < hosts; other++) {
      if (other != host) {
        ip("-n", name(host), "route", "del", "blackhole", address("214", other) + "/32");
      }
    }
  }

  /** Bytes that this one has sent to the others so far, with all headers from Ethernet's on. */
  public long sent(int host) throws IOException {
    return counted(host, "rx_bytes"); // received at this end of its wire
  }

  /** Packets that it has sent to the others so far; a large one of TCP counts once. */
  public long packets(int host) throws IOException {
    return counted(host, "rx_packets");
  }

  private long counted(int host, String what) throws IOException {
    var file = Path.of("/sys/class/net", near("c", host), "statistics", what);
    return Long.parseLong(Files.readString(file).strip());
  }

  @Override
  public List<String> on(int host) {
    return List.of("ip", "netns", "exec", name(host));
  }

  @Override
  public String cluster(int host) {
    return address("214", host) + ":" + CLUSTER_PORT;
  }

  @Override
  public String api(int host) {
    return address("213", host) + ":" + API_PORT;
  }

  @Override
  public String outside() {
    return "10.213." + id + ".1";
  }

  @Override
  public Map<String, String> environment() {
    return Map.of("WINDLASS_API_ALLOW_INSECURE_BIND", "true");
  }

  private static void ip(String... words) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add("ip");
    command.addAll(List.of(words));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
  }

  /** Removes them; who still runs there loses its network. */
  @Override
  public void close() {
    for (int host = 0; host < hosts; host++) {
      remove("link", "del", near("o", host));
      remove("link", "del", near("c", host));
      remove("netns", "del", name(host));
    }
    remove("link", "del", bridge("o"));
    remove("link", "del", bridge("c"));
  }

  private static void remove(String... words) {
    try {
      ip(words);
    } catch (IOException absent) {
      // it was never made, or went with its other end
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
