package dev.windlass.deploy.bench.speed;

import com.typesafe.config.ConfigFactory;
import dev.windlass.workers.provider.http.HttpSettings;
import dev.windlass.workers.provider.http.HttpTransport;
import dev.windlass.workers.provider.http.HttpTransports;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The chain by an HTTP client and nothing else, in a process of its own: what a step costs before
 * anything is scheduled, limited or kept. {@code BareClient pekko|netty URL LINES WIDTH}
 */
public final class BareClient {
  private BareClient() {}

  /** Sends one request. */
  @FunctionalInterface
  interface Caller {
    /**
     * @param answer takes the body of an answer 200, on a thread that it must not block
     */
    void post(byte[] body, Consumer<byte[]> answer);
  }

  public static void main(String[] args) throws IOException {
    if (args.length != 4) {
      System.err.println("usage: BareClient pekko|netty URL LINES WIDTH");
      System.exit(2);
    }
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> failed(error.toString()));
    var url = URI.create(args[1]);
    var width = Integer.parseInt(args[3]);
    var caller =
        switch (args[0]) {
          case "pekko" -> new BarePekko(url, width);
          case "netty" -> netty(url);
          default -> throw new IllegalArgumentException("pekko or netty, not " + args[0]);
        };
    new Loop(caller, Files.newBufferedReader(Path.of(args[2]))).start(width);
  }

  /** The transport that Windlass calls providers with, without Windlass. */
  private static Caller netty(URI url) {
    var config =
        ConfigFactory.parseString("windlass.http.client = netty")
            .withFallback(ConfigFactory.load());
    var system = ActorSystem.create(Behaviors.empty(), "bare", config);
    var key = List.of(new HttpTransport.Header("Authorization", "Bearer bench"));
    var transport = HttpTransports.open(url, key, HttpSettings.of(config), system);
    var path = url.getPath() + "/chat/completions";
    return (body, answer) ->
        transport.post(
            new HttpTransport.Request(path, List.of(), body, 60_000, null),
            ended -> {
              if (ended instanceof HttpTransport.Response(var status, var headers, var said)
                  && status == 200) {
                answer.accept(said);
              } else {
                failed(ended.toString());
              }
            });
  }

  /** The provider is faultless here: a failure is a mistake in the measurement. */
  static void failed(String what) {
    System.err.println("a call failed: " + what);
    Runtime.getRuntime().halt(1);
  }

  /** So many chains at a time: when one ends, the next line begins. */
  private record Loop(Caller caller, BufferedReader lines) {
    void start(int width) {
      for (int i = 0; i < width; i++) {
        next();
      }
    }

    private void next() {
      var country = country();
      if (!country.isEmpty()) {
        caller.post(
            TwoSteps.first(country),
            answer -> {
              var city = TwoSteps.content(answer);
              caller.post(TwoSteps.second(country, city), population -> next());
            });
      }
    }

    /** The next line's, or nothing at the end of the file. */
    private synchronized String country() {
      try {
        var line = lines.readLine();
        return line == null ? "" : TwoSteps.country(line);
      } catch (IOException e) {
        failed(e.toString());
        return "";
      }
    }
  }
}
