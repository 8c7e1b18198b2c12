package dev.windlass.deploy.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says about a server. What it leaves open comes from the environment, the
 * config file and the defaults, in this order.
 *
 * @param host to bind, 127.0.0.1 unless told otherwise
 * @param port to bind, 0 for a free one
 * @param data folder of the journal; it also gets the file {@code port}
 * @param config a file that stands over the defaults, or null
 * @param roles of engine, worker, api; empty for what the config says
 * @param pool calls in flight at most, 0 for what the config says
 * @param limits checked {@code --limit} texts in the order given: {@code rpm=600,tpm=90000} for
 *     every model of the default provider, {@code openai/gpt-x:rpm=500} for one; numbers are plain
 * @param journal {@code embedded} or {@code postgres}, or null for what the config says
 * @param cluster null for a node alone
 * @param management {@code HOST:PORT} of the second port, or null for what the config says
 * @param defaultModel for chains that name none, or null for what the config says
 * @param openAi base URL that stands for OPENAI_BASE_URL, without a key: the environment's are not
 *     read then; null to read the environment
 * @param embedded within another command: no line of log may reach the terminal, it goes to a file
 *     in the data folder
 */
public record ServerOptions(
    String host,
    int port,
    Path data,
    @Nullable Path config,
    Set<String> roles,
    int pool,
    List<String> limits,
    @Nullable String journal,
    @Nullable Cluster cluster,
    @Nullable String management,
    @Nullable String defaultModel,
    @Nullable URI openAi,
    boolean embedded) {

  /**
   * @param bind {@code HOST:PORT} of the cluster's own port, or null for what the config says
   * @param seeds {@code HOST:PORT} of nodes to join; empty for what the config says
   */
  public record Cluster(@Nullable String bind, List<String> seeds) {}

  /** On a free loopback port within another command. */
  public static ServerOptions embedded(Path data) {
    return new ServerOptions(
        "127.0.0.1", 0, data, null, Set.of(), 0, List.of(), null, null, null, null, null, true);
  }

  /** On a data folder that no server holds, to look into it: no call to a provider starts. */
  public static ServerOptions looking(Path data) {
    return new ServerOptions(
        "127.0.0.1",
        0,
        data,
        null,
        Set.of("engine", "api"),
        0,
        List.of(),
        null,
        null,
        null,
        null,
        null,
        true);
  }

  public ServerOptions with(
      @Nullable Path file, int calls, List<String> limited, @Nullable String model) {
    return new ServerOptions(
        host,
        port,
        data,
        file,
        roles,
        calls,
        limited,
        journal,
        cluster,
        management,
        model,
        openAi,
        embedded);
  }

  public ServerOptions withOpenAi(URI base) {
    return new ServerOptions(
        host,
        port,
        data,
        config,
        roles,
        pool,
        limits,
        journal,
        cluster,
        management,
        defaultModel,
        base,
        embedded);
  }
}
