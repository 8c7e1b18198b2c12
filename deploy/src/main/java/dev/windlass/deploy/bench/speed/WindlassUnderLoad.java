package dev.windlass.deploy.bench.speed;

import dev.windlass.deploy.bench.Child;
import dev.windlass.deploy.bench.Http;
import dev.windlass.deploy.bench.TwoStepChain;
import dev.windlass.deploy.bench.speed.Contender.Load;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Windlass as a user runs it: a server, and a file that is submitted to it. */
final class WindlassUnderLoad {
  private WindlassUnderLoad() {}

  static Load embedded(Stage stage) throws IOException, InterruptedException {
    return start(stage, null);
  }

  static Load postgres(Stage stage) throws IOException, InterruptedException {
    return start(stage, stage.postgres());
  }

  private static Load start(Stage stage, @Nullable Postgres database)
      throws IOException, InterruptedException {
    var data = Files.createDirectory(stage.folder.resolve("windlass-data"));
    var environment = new HashMap<String, String>();
    environment.put("OPENAI_BASE_URL", stage.baseUrl().toString());
    environment.put("OPENAI_API_KEY", "bench");
    environment.put("WINDLASS_HEAP", "1g");
    if (database != null) {
      environment.putAll(database.environment());
    }
    var address = "127.0.0.1:" + Http.freePort();
    var url = URI.create("http://" + address + "/");
    var server =
        stage.start(
            "server",
            environment,
            stage.launcher.toString(),
            "server",
            "--bind",
            address,
            "--data",
            data.toString(),
            "--journal",
            database == null ? "embedded" : "postgres",
            "--pool",
            Integer.toString(stage.width),
            "--limit",
            "concurrency=" + stage.width);
    stage.await(server, "the server", url.resolve("readyz"));
    var upload = submit(stage, url);
    return database == null
        ? new Load(List.of(server, upload), data, upload)
        : new Load(List.of(database.process(), server, upload), database.tables(), upload);
  }

  private static Child submit(Stage stage, URI url) throws IOException {
    var chain = Files.writeString(stage.folder.resolve("chain.yaml"), TwoStepChain.named("speed"));
    return stage.start(
        "submit",
        Map.of("WINDLASS_URL", url.toString()),
        stage.launcher.toString(),
        "submit",
        chain.toString(),
        stage.lines.toString());
  }
}
