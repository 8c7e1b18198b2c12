package dev.windlass.deploy.cli.term;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ctrl-C: the first calls the handler, the second ends the process at once. By reflection, since
 * the JDK's class for signals is there but not for compile-time use; where it is missing, Ctrl-C
 * ends the process as any JVM does.
 */
public final class Interrupts {
  private static volatile boolean leaving;

  private Interrupts() {}

  /**
   * Whether Ctrl-C came and its handler is on the way out: what fails from now on fails because of
   * that, and is not worth a message.
   */
  public static boolean leaving() {
    return leaving;
  }

  /** Handlers run on a thread of the JVM's and must be short. */
  public static void onFirst(Runnable handler) {
    var times = new AtomicInteger();
    handle(
        "INT",
        () -> {
          if (times.incrementAndGet() == 1) {
            leaving = true;
            handler.run();
          } else {
            Runtime.getRuntime().halt(Exit.DETACHED.code());
          }
        });
  }

  /** SIGTERM, from a supervisor or a shell. */
  public static void onTerminate(Runnable handler) {
    handle("TERM", handler);
  }

  private static void handle(String name, Runnable handler) {
    try {
      var signal = Class.forName("sun.misc.Signal");
      var receiver = Class.forName("sun.misc.SignalHandler");
      InvocationHandler invoked =
          (proxy, method, arguments) -> {
            switch (method.getName()) {
              case "handle" -> handler.run();
              case "hashCode" -> {
                return System.identityHashCode(proxy);
              }
              case "equals" -> {
                return System.identityHashCode(proxy) == System.identityHashCode(arguments[0]);
              }
              case "toString" -> {
                return "handler of SIG" + name;
              }
              default -> {}
            }
            return null;
          };
      var proxy =
          Proxy.newProxyInstance(
              Interrupts.class.getClassLoader(), new Class<?>[] {receiver}, invoked);
      signal
          .getMethod("handle", signal, receiver)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException | IllegalArgumentException missing) {
      // the JVM's own way of ending stays in force
    }
  }
}
