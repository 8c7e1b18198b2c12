package dev.windlass.deploy.bench.limits;

import dev.windlass.deploy.bench.Http;
import dev.windlass.deploy.bench.limits.Outcome.Figure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A model server of one's own, without a limit: more calls at once than it has slots make it no
 * faster, only slower for each.
 */
final class Knee {
  private static final int SLOTS = 16;
  private static final int MILLIS = 100;
  private static final int SECONDS = 60;
  private static final int JUDGED_SECONDS = 20;

  private Knee() {}

  static List<Outcome> run(Rig rig) throws IOException, InterruptedException {
    var server = server(rig);
    var engine = rig.engine(server.url, List.of());
    engine.submit(40_000);
    rig.phase("looking for the knee", SECONDS);
    double end = Rig.now();
    double cpu = engine.cpuSeconds();
    engine.close();
    var calls = server.stopAndJudge();
    var judged = calls.between(end - JUDGED_SECONDS, end);
    double best = SLOTS * 1_000.0 / MILLIS;
    double rate = judged.rate(end - JUDGED_SECONDS, end);
    double latency = 1_000 * judged.meanLatency();
    return List.of(
        Outcome.of(
            "knee",
            calls,
            cpu,
            List.of(
                Figure.atLeast("throughput, % of the best", 100 * rate / best, 90, "%.1f"),
                Figure.atMost("mean latency / unloaded", latency / MILLIS, 1.5, "%.2f"),
                Figure.told("calls in flight for 16 slots", "%.1f", rate * latency / 1_000))));
  }

  private static ProviderProcess server(Rig rig) throws IOException, InterruptedException {
    int port = Http.freePort();
    var log = rig.fresh("calls.jsonl");
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            SlotServer.class.getName(),
            "" + port,
            "" + SLOTS,
            "" + MILLIS,
            log.toString());
    var server = rig.keep(ProviderProcess.start(command, port, log, rig.fresh("slots.log")));
    rig.await(server.child(), "the model server", server.url.resolve("stats"));
    return server;
  }
}
