package dev.windlass.deploy.bench.nodes;

import dev.windlass.deploy.bench.Http;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Hosts that are ports of 127.0.0.1. */
record Loopback(List<String> clusters, List<String> apis) implements Hosts {
  private static final String HERE = "127.0.0.1";

  static Loopback of(int hosts) throws IOException {
    var ports = new TreeSet<Integer>();
    while (ports.size() < 2 * hosts) {
      ports.add(Http.freePort());
    }
    var all = new ArrayList<String>();
    ports.forEach(port -> all.add(HERE + ":" + port));
    return new Loopback(
        List.copyOf(all.subList(0, hosts)), List.copyOf(all.subList(hosts, 2 * hosts)));
  }

  @Override
  public List<String> on(int host) {
    return List.of();
  }

  @Override
  public String cluster(int host) {
    return clusters.get(host);
  }

  @Override
  public String api(int host) {
    return apis.get(host);
  }

  @Override
  public String outside() {
    return HERE;
  }

  @Override
  public Map<String, String> environment() {
    return Map.of();
  }

  @Override
  public void close() {
    // nothing was made
  }
}
