package dev.windlass.deploy.cli.command;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.deploy.cli.ProviderOptions;
import dev.windlass.deploy.cli.ServerOptions;
import dev.windlass.deploy.cli.StartFailure;
import dev.windlass.deploy.cli.Typed;
import dev.windlass.deploy.cli.term.Exit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the flags of server and provider are read; what starts is seen, and refused. */
class ServingCommandsTest {
  @TempDir Path folder;
  private final AtomicReference<ServerOptions> server = new AtomicReference<>();
  private final AtomicReference<ProviderOptions> provider = new AtomicReference<>();

  private Typed typed() {
    return new Typed(folder)
        .servers(options -> {
          server.set(options);
          throw new StartFailure(7, "port 8080 is in use");
        })
        .providers(options -> {
          provider.set(options);
          throw new StartFailure(7, "port 9000 is in use");
        });
  }

  private ServerOptions asked() {
    return requireNonNull(server.get());
  }

  @Test
  void aServerIsOnLoopbackWithItsFolderHere() {
    var tried = typed().type("server");

    assertThat(tried.exit()).isEqualTo(Exit.CONFLICT);
    assertThat(tried.err()).contains("port 8080 is in use");
    assertThat(asked().host()).isEqualTo("127.0.0.1");
    assertThat(asked().port()).isEqualTo(8080);
    assertThat(asked().data()).isEqualTo(folder.resolve(".windlass"));
    assertThat(asked().cluster()).isNull();
    assertThat(asked().embedded()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "9000,127.0.0.1,9000",
    ":0,127.0.0.1,0",
    "0.0.0.0:81,0.0.0.0,81",
    "[::1]:82,[::1],82",
    "10.0.0.1,10.0.0.1,8080"
  })
  void bindTakesAHostAPortOrBoth(String written, String host, int port) {
    typed().type("server", "--bind", written);

    assertThat(asked().host()).isEqualTo(host);
    assertThat(asked().port()).isEqualTo(port);
  }

  @Test
  void aClusterHasRolesAndSeeds() {
    typed()
        .type(
            "server",
            "--cluster",
            "--seeds",
            "a:7355,b:7355",
            "--cluster-bind",
            "a:7355",
            "--roles",
            "engine,api",
            "--journal",
            "postgres",
            "--management",
            "127.0.0.1:8558");

    assertThat(asked().cluster())
        .isEqualTo(new ServerOptions.Cluster("a:7355", List.of("a:7355", "b:7355")));
    assertThat(asked().roles()).isEqualTo(Set.of("engine", "api"));
    assertThat(asked().journal()).isEqualTo("postgres");
    assertThat(asked().management()).isEqualTo("127.0.0.1:8558");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--bind=host:port",
        "--roles=cook",
        "--bind=8080 --roles=worker",
        "--journal=paper",
        "--seeds=a:1",
        "--limit=rpn=5"
      })
  void whatMakesNoSenseStartsNothing(String flag) {
    var tried = typed().type(("server " + flag).split(" ", -1));

    assertThat(tried.exit()).isEqualTo(Exit.USAGE);
    assertThat(server.get()).isNull();
  }

  @Test
  void anUnknownRoleIsSaidWithTheNearest() {
    assertThat(typed().type("server", "--roles", "engin,api").err())
        .contains("no role engin; did you mean engine?");
  }

  @Test
  void theProviderTakesItsFaults() {
    typed()
        .type(
            "provider",
            "--host",
            "0.0.0.0",
            "--port",
            "9000",
            "--latency",
            "1.5s",
            "--rpm",
            "6000",
            "--rburst",
            "100",
            "--p500",
            "0.05",
            "--hang",
            "0.01",
            "--no-headers",
            "--out-tokens",
            "150",
            "--log",
            "calls.jsonl",
            "--seed",
            "7");

    var options = requireNonNull(provider.get());
    assertThat(options.host()).isEqualTo("0.0.0.0");
    assertThat(options.port()).isEqualTo(9000);
    assertThat(options.latency()).isEqualTo(Duration.ofMillis(1500));
    assertThat(options.requestsPerMinute()).isEqualTo(6000);
    assertThat(options.requestBurst()).isEqualTo(100);
    assertThat(options.serverErrors()).isEqualTo(0.05);
    assertThat(options.hang()).isEqualTo(0.01);
    assertThat(options.log()).isEqualTo(folder.resolve("calls.jsonl"));
    assertThat(options.headers()).isFalse();
    assertThat(options.answerTokens()).isEqualTo(150);
    assertThat(options.seed()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--latency=soon", "--p500=5", "--rpm=many"})
  void aProviderThatMakesNoSenseIsNotStarted(String flag) {
    assertThat(typed().type("provider", flag).exit()).isEqualTo(Exit.USAGE);
    assertThat(provider.get()).isNull();
  }
}
