package dev.windlass.deploy.bench.speed;

import dev.windlass.deploy.bench.speed.Contender.Load;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Who takes part, in the order of the table. */
final class Contenders {
  /** With which the others are compared. */
  static final String REFERENCE = "windlass";

  private static final String NOTHING = "nothing";

  /** Most clients are slower the more they have under way; each has the width at its best. */
  static final List<Contender> ALL =
      List.of(
          new Contender(
              REFERENCE,
              "Windlass, embedded journal",
              "every step, synced",
              1024,
              20_000,
              WindlassUnderLoad::embedded),
          new Contender(
              "windlass-postgres",
              "Windlass, PostgreSQL",
              "every step, synced",
              1024,
              20_000,
              WindlassUnderLoad::postgres),
          new Contender(
              "bare-pekko", "Pekko HTTP client, bare", NOTHING, 64, 20_000, bare("pekko")),
          new Contender(
              "bare-netty", "Windlass's transport, bare", NOTHING, 256, 60_000, bare("netty")),
          new Contender(
              "raw_asyncio", "aiohttp by hand, uvloop", NOTHING, 64, 12_000, python("raw_asyncio")),
          new Contender("async_openai", "AsyncOpenAI", NOTHING, 64, 3_000, python("async_openai")),
          new Contender(
              "langchain_abatch",
              "LangChain, abatch",
              NOTHING,
              16,
              800,
              python("langchain_abatch")),
          new Contender(
              "langgraph_postgres",
              "LangGraph, PostgreSQL",
              "every step, synced",
              256,
              2_000,
              Contenders::langGraph),
          new Contender(
              "restate", "Restate", "every step, synced", 256, 6_000, RestateUnderLoad::start));

  private Contenders() {}

  static List<String> names() {
    return ALL.stream().map(Contender::name).toList();
  }

  /**
   * @param name one of {@link #names}
   */
  static Contender named(String name) {
    return ALL.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  /** A client in a process of its own, from this program's own class path. */
  private static Contender.Starter bare(String client) {
    return stage -> {
      var command = new ArrayList<String>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:+UseParallelGC", "-Xmx512m"));
      if (Runtime.version().feature() >= 23) {
        command.add("--sun-misc-unsafe-memory-access=allow");
      }
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(List.of(BareClient.class.getName(), client, stage.baseUrl().toString()));
      command.addAll(List.of(stage.lines.toString(), Integer.toString(stage.width)));
      return Load.keepingNothing(stage.start(client, Map.of(), command.toArray(String[]::new)));
    };
  }

  private static Contender.Starter python(String peer) {
    return stage ->
        Load.keepingNothing(
            stage.start(peer, Map.of("PYTHONDONTWRITEBYTECODE", "1"), program(stage, peer)));
  }

  private static String[] program(Stage stage, String peer) {
    return new String[] {
      stage.peers.python(peer),
      stage.peers.program(peer + ".py"),
      stage.baseUrl().toString(),
      stage.lines.toString(),
      Integer.toString(stage.width)
    };
  }

  private static Load langGraph(Stage stage) throws IOException, InterruptedException {
    var peer = "langgraph_postgres";
    var database = stage.postgres();
    var program =
        stage.start(
            peer,
            Map.of("PYTHONDONTWRITEBYTECODE", "1", "PEER_DATABASE", database.libpqUrl()),
            program(stage, peer));
    return new Load(List.of(database.process(), program), database.tables(), null);
  }
}
