package dev.windlass.workers.pool;

import java.util.function.LongSupplier;

/**
 * When the request of one call was written. Set once, by a thread of the provider's; read by the
 * pool at its next turn, so that no message is sent for it.
 */
final class SendStamp implements Runnable {
  /** Of a step that is not being called. */
  static final SendStamp NEVER = new SendStamp(() -> 0);

  private final LongSupplier nanos;
  private long at;
  private volatile boolean written;

  SendStamp(LongSupplier nanos) {
    this.nanos = nanos;
  }

  @Override
  public void run() {
    if (!written) {
      at = nanos.getAsLong();
      written = true;
    }
  }

  boolean isWritten() {
    return written;
  }

  /** On the clock it was made with; only of use once it is written. */
  long at() {
    return at;
  }
}
