package dev.windlass.deploy.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What is alive in the heap of another JVM. */
final class LiveHeap {
  private static final Pattern USED =
      Pattern.compile("(?:PSYoungGen|ParOldGen)\\s+total \\d+K, used (\\d+)K");

  private LiveHeap() {}

  /**
   * MiB in use after a full collection.
   *
   * @throws IOException when that JVM does not answer, or does not collect in parallel
   */
  static double mib(long pid) throws IOException, InterruptedException {
    ask(pid, "GC.run");
    var told = ask(pid, "GC.heap_info");
    var found = USED.matcher(told);
    double kib = 0;
    boolean any = false;
    while (found.find()) {
      any = true;
      kib += Long.parseLong(found.group(1));
    }
    if (!any) {
      throw new IOException("no figure in what jcmd said: " + told);
    }
    return kib / 1024;
  }

  private static String ask(long pid, String what) throws IOException, InterruptedException {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var process =
        new ProcessBuilder(jcmd, Long.toString(pid), what).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }
}
