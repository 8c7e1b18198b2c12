package dev.windlass.deploy.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port of 127.0.0.1 that stands for another, and a network in between that can fail. Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  private enum Mode {
    PASS,
    HOLD,
    LOSE,
    REFUSE
  }

  /** Two sockets and what is forgotten between them. */
  private final class Link {
    final Socket near;
    final Socket far = new Socket();
    boolean lost;

    Link(Socket near) {
      this.near = near;
    }

    void close() {
      links.remove(this);
      for (var each : new Socket[] {near, far}) {
        try {
          each.close();
        } catch (IOException e) {
          // it is gone either way
        }
      }
    }
  }

  private final ServerSocket listener;
  private final SocketAddress target;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private Mode mode = Mode.PASS;
  private boolean closed;

  public TcpProxy(int targetPort) throws IOException {
    target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
    listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("proxy-" + targetPort).start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Lets everything through from now on, what was held first. */
  public void pass() {
    set(Mode.PASS);
  }

  /** No byte passes, no connection ends, new ones stand and say nothing; {@link #pass} mends it. */
  public void hold() {
    set(Mode.HOLD);
  }

  /** As {@link #hold}, but the connections of before and of this time stay silent for ever. */
  public void lose() {
    set(Mode.LOSE);
    synchronized (this) {
      links.forEach(link -> link.lost = true);
    }
  }

  /** Ends every connection and takes no new one. */
  public void refuse() {
    set(Mode.REFUSE);
    cut();
  }

  /** Ends every connection. */
  public void cut() {
    links.forEach(Link::close);
  }

  private synchronized void set(Mode now) {
    mode = now;
    notifyAll();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var link = new Link(listener.accept());
        synchronized (this) {
          if (mode == Mode.REFUSE) {
            link.near.setSoLinger(true, 0);
            link.near.close();
            continue;
          }
          link.lost = mode == Mode.LOSE;
          links.add(link);
        }
        Thread.ofVirtual().start(() -> connect(link));
      } catch (IOException e) {
        // closed, or the one that called has gone
      }
    }
  }

  private void connect(Link link) {
    try {
      if (mayPass(link)) {
        link.far.connect(target);
        Thread.ofVirtual().start(() -> pump(link, link.far, link.near));
        pump(link, link.near, link.far);
      }
    } catch (IOException | UncheckedIOException e) {
      link.close();
    }
  }

  private void pump(Link link, Socket from, Socket to) {
    try {
      var buffer = new byte[BUFFER];
      for (int read = 0; read >= 0; read = from.getInputStream().read(buffer)) {
        if (!mayPass(link)) {
          return;
        }
        to.getOutputStream().write(buffer, 0, read);
      }
    } catch (IOException e) {
      // one side has ended
    }
    if (mayPass(link)) {
      link.close();
    }
  }

  /** Waits until something may pass; false when this proxy is closed first. */
  private synchronized boolean mayPass(Link link) {
    try {
      while (!closed && (link.lost || mode == Mode.HOLD || mode == Mode.LOSE)) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return !closed;
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    listener.close();
    cut();
  }
}
