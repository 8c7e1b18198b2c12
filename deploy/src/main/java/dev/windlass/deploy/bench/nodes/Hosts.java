package dev.windlass.deploy.bench.nodes;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Machines that nodes run on, counted from 0, and how they are reached. */
public sealed interface Hosts extends AutoCloseable permits Loopback, Namespaces {
  /** Words before a command that is to run there. */
  List<String> on(int host);

  /** {@code HOST:PORT} where other nodes reach a node there. */
  String cluster(int host);

  /** {@code HOST:PORT} where clients reach it. */
  String api(int host);

  /** Address of what is outside of them: the provider, the database, the clients. */
  String outside();

  /** What a node there needs in its environment. */
  Map<String, String> environment();

  @Override
  void close();

  /** All of them on this one, without a network that can be cut. */
  static Hosts loopback(int hosts) throws IOException {
    return Loopback.of(hosts);
  }
}
