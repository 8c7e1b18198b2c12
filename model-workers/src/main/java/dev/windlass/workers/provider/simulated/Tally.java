package dev.windlass.workers.provider.simulated;

import java.time.Instant;

/** Counts of all calls since the start, as {@code GET /stats} shows them. Thread-safe. */
final class Tally {
  private long requests;
  private long ok;
  private long limited;
  private long faults;
  private long gone;
  private long inFlight;
  private long maxInFlight;
  private long firstMillis;
  private long lastMillis;
  private long promptTokens;
  private long completionTokens;
  private long second;
  private long okInSecond;
  private long maxOkInSecond;

  /** Counts a call in; gives how many are in flight with it. */
  synchronized long arrived(Instant at) {
    requests++;
    inFlight++;
    maxInFlight = Math.max(maxInFlight, inFlight);
    if (firstMillis == 0) {
      firstMillis = at.toEpochMilli();
    }
    return inFlight;
  }

  synchronized void ended(int status, boolean injected, long prompt, long completion, Instant at) {
    inFlight--;
    faults += injected ? 1 : 0;
    switch (status) {
      case 0 -> gone += injected ? 0 : 1;
      case 429 -> limited++;
      case 200 -> {
        if (injected) {
          return;
        }
        ok++;
        promptTokens += prompt;
        completionTokens += completion;
        lastMillis = at.toEpochMilli();
        var now = at.getEpochSecond();
        okInSecond = now == second ? okInSecond + 1 : 1;
        second = now;
        maxOkInSecond = Math.max(maxOkInSecond, okInSecond);
      }
      default -> {}
    }
  }

  synchronized String json() {
    return "{\"requests\":"
        + requests
        + ",\"ok\":"
        + ok
        + ",\"limited_429\":"
        + limited
        + ",\"faults\":"
        + faults
        + ",\"gone\":"
        + gone
        + ",\"in_flight\":"
        + inFlight
        + ",\"max_in_flight\":"
        + maxInFlight
        + ",\"first_unix_ms\":"
        + firstMillis
        + ",\"last_unix_ms\":"
        + lastMillis
        + ",\"prompt_tokens\":"
        + promptTokens
        + ",\"completion_tokens\":"
        + completionTokens
        + ",\"max_ok_in_one_second\":"
        + maxOkInSecond
        + "}";
  }
}
