package dev.windlass.workers.provider.http;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of one host. Looking a name up blocks, so it happens on a thread of its own, at
 * most once in {@link #FRESH_NANOS} for each lane that asks. A host that moved is found again after
 * that.
 */
final class Addresses {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final Executor LOOKUPS = lookups();

  private final String host;
  private final int port;

  private record Known(List<InetSocketAddress> addresses, long sinceNanos) {}

  private volatile @Nullable Known known;

  Addresses(String host, int port) {
    this.host = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    this.port = port;
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  /** Calls back at once, on the caller's thread, where the addresses are known. */
  void find(
      Executor caller,
      BiConsumer<@Nullable List<InetSocketAddress>, @Nullable UnknownHostException> found) {
    var fresh = known;
    if (fresh != null && System.nanoTime() - fresh.sinceNanos() < FRESH_NANOS) {
      found.accept(fresh.addresses(), null);
      return;
    }
    if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
      try {
        found.accept(lookUp(), null);
      } catch (UnknownHostException e) {
        found.accept(null, e);
      }
      return;
    }
    LOOKUPS.execute(() -> {
      try {
        var addresses = lookUp();
        caller.execute(() -> found.accept(addresses, null));
      } catch (UnknownHostException e) {
        caller.execute(() -> found.accept(null, e));
      }
    });
  }

  private List<InetSocketAddress> lookUp() throws UnknownHostException {
    var all = new ArrayList<InetSocketAddress>();
    for (var address : InetAddress.getAllByName(host)) {
      all.add(new InetSocketAddress(address, port));
    }
    known = new Known(List.copyOf(all), System.nanoTime());
    return all;
  }

  private static Executor lookups() {
    var pool =
        new ThreadPoolExecutor(
            2,
            2,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              var thread = new Thread(task, "windlass-names");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
