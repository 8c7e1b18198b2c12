package dev.windlass.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What is alive in the heap of a node. */
final class NodeHeap {
  private static final Pattern USED = Pattern.compile(" total \\d+K, used (\\d+)K");

  private NodeHeap() {}

  /** MiB in use after a full collection. */
  static double mib(Site.Member node) throws Exception {
    jcmd(node, "GC.run");
    var told = jcmd(node, "GC.heap_info");
    var used = USED.matcher(told).results().mapToLong(each -> Long.parseLong(each.group(1))).sum();
    assertThat(used).as(told).isPositive();
    return used / 1024.0;
  }

  private static String jcmd(Site.Member node, String what) throws Exception {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var asked =
        new ProcessBuilder(jcmd, Long.toString(node.process().pid()), what)
            .redirectErrorStream(true)
            .start();
    var said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    asked.waitFor();
    return said;
  }
}
