package dev.windlass.deploy.bench.limits;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * {@code windlass run} over a file, from a start on nothing to its end.
 *
 * @param exit its exit code
 * @param rows it wrote
 * @param cpuSeconds it used, to within a tenth of a second
 */
record ColdRun(int exit, long rows, double cpuSeconds) {

  /** Runs a chain file; breaks it off when the time is over. */
  static ColdRun of(
      Rig rig,
      URI provider,
      String chain,
      int lines,
      IntFunction<String> line,
      String limit,
      int seconds)
      throws IOException, InterruptedException {
    var yaml = Files.writeString(rig.fresh("chain.yaml"), chain);
    var input = rig.fresh("in.jsonl");
    write(input, lines, line);
    var out = rig.fresh("out.jsonl");
    var words =
        List.of(
            "run",
            yaml.toString(),
            input.toString(),
            "-o",
            out.toString(),
            "--data",
            rig.fresh("data").toString(),
            "--limit",
            limit);
    try (var child = rig.windlass(provider, Map.of(), words, rig.fresh("run.log"))) {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      double cpu = 0;
      int exit;
      do {
        cpu = Math.max(cpu, child.cpuSeconds());
        exit = child.endsWithin(100);
      } while (child.alive() && System.nanoTime() < until);
      if (child.alive()) {
        throw new IOException("the run did not end in " + seconds + " s:\n" + child.printed());
      }
      if (!Files.exists(out)) {
        throw new IOException("the run wrote nothing:\n" + child.printed());
      }
      try (var rows = Files.lines(out)) {
        return new ColdRun(exit, rows.count(), cpu);
      }
    }
  }

  private static void write(Path file, int lines, IntFunction<String> line) throws IOException {
    var all = new ArrayList<String>();
    for (int i = 1; i <= lines; i++) {
      all.add(line.apply(i));
    }
    Files.write(file, all, StandardCharsets.UTF_8);
  }
}
