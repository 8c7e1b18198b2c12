package dev.windlass.deploy.cli.job;

import dev.windlass.deploy.cli.Running;
import dev.windlass.deploy.cli.ServerOptions;
import dev.windlass.deploy.cli.Session;
import dev.windlass.deploy.cli.StartFailure;
import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Console;
import dev.windlass.deploy.cli.term.Exit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The server a command asks: one that runs somewhere, or one within this process.
 *
 * @param running the one within this process, or null
 */
public record Host(Api api, @Nullable Running running) implements AutoCloseable {
  public static final String DATA = ".windlass";
  private static final int DEFAULT_PORT = 8080;
  private static final int PROBE_MS = 300;

  public boolean embedded() {
    return running != null;
  }

  @Override
  public void close() {
    if (running != null) {
      running.stop();
    }
  }

  /** For commands that do the work themselves unless $WINDLASS_URL says where it is done. */
  public static Host forWork(Session session, ServerOptions options) throws CliFailure {
    var url = session.console().env("WINDLASS_URL");
    return url == null ? embedded(session, options) : new Host(new Api(url(url)), null);
  }

  /**
   * For commands that ask about jobs: $WINDLASS_URL, or the server on the default port, or the one
   * that holds the data folder here. Where none runs but there is a data folder, it is opened in
   * this process without workers, so that looking at it calls no provider.
   */
  public static Host forAsking(Session session) throws CliFailure {
    var console = session.console();
    var url = console.env("WINDLASS_URL");
    if (url != null) {
      return new Host(new Api(url(url)), null);
    }
    var data = console.path(DATA);
    for (int port : new int[] {DEFAULT_PORT, portOf(data)}) {
      if (listens(port)) {
        return new Host(new Api(URI.create("http://127.0.0.1:" + port + "/")), null);
      }
    }
    if (!Files.isDirectory(data)) {
      throw CliFailure.of(
          Exit.UNREACHABLE,
          "no server on 127.0.0.1:"
              + DEFAULT_PORT
              + ", and no folder "
              + DATA
              + " here to look into",
          "start one with `windlass server`, or set WINDLASS_URL to where it runs");
    }
    return embedded(session, ServerOptions.looking(data));
  }

  /** Always within this process. */
  public static Host here(Session session, ServerOptions options) throws CliFailure {
    return embedded(session, options);
  }

  private static Host embedded(Session session, ServerOptions options) throws CliFailure {
    try {
      var running = session.servers().get().start(options);
      return new Host(new Api(running.url()), running);
    } catch (StartFailure failure) {
      throw CliFailure.of(Exit.ofCode(failure.exitCode()), String.valueOf(failure.getMessage()));
    }
  }

  /** The address as the user wrote it, checked. */
  public static URI url(String written) throws CliFailure {
    try {
      var uri = URI.create(written.endsWith("/") ? written : written + "/");
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException noUri) {
      // told below
    }
    throw CliFailure.usage(
        "WINDLASS_URL is no address: " + written, "it looks like http://127.0.0.1:8080");
  }

  /** The folder that --data names, or the default one. */
  public static Path data(Console console, @Nullable String written) {
    return console.path(written == null ? DATA : written);
  }

  private static int portOf(Path data) {
    try {
      return Integer.parseInt(Files.readString(data.resolve("port")).strip());
    } catch (IOException | NumberFormatException none) {
      return 0;
    }
  }

  private static boolean listens(int port) {
    if (port <= 0 || port > 65_535) {
      return false;
    }
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PROBE_MS);
      return true;
    } catch (IOException nobody) {
      return false;
    }
  }
}
