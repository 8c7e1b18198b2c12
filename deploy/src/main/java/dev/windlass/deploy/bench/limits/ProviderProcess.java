package dev.windlass.deploy.bench.limits;

import dev.windlass.deploy.bench.CallLog;
import dev.windlass.deploy.bench.Child;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A provider in a process of its own, and its log of calls. */
final class ProviderProcess implements AutoCloseable {
  private final Child child;
  private final Path log;
  final URI url;

  private ProviderProcess(Child child, URI url, Path log) {
    this.child = child;
    this.url = url;
    this.log = log;
  }

  /**
   * @param command without what only the caller knows: {@code port} and {@code log} are in it
   */
  static ProviderProcess start(List<String> command, int port, Path log, Path printed)
      throws IOException {
    var url = URI.create("http://127.0.0.1:" + port + "/");
    return new ProviderProcess(Child.start(command, Map.of(), printed), url, log);
  }

  Child child() {
    return child;
  }

  /** Stops it and gives all calls that it has answered; call it after the engine has stopped. */
  LimitJudge stopAndJudge() throws IOException {
    close();
    return new LimitJudge(Files.exists(log) ? CallLog.read(log) : List.of());
  }

  @Override
  public void close() {
    child.close();
  }
}
