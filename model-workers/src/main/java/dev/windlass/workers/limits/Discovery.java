package dev.windlass.workers.limits;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a limit finds out where nobody configured anything and no header tells: adds up
 * what the gates report and lets a {@link RateSearch} run for calls, and one for tokens once a
 * refusal has named them. Pure; not thread-safe.
 */
public final class Discovery {
  /** How old a figure may become: it changes all the time, and each change is a message a gate. */
  private static final long FRESH_NANOS = 500_000_000L;

  /** A searched rate is used evenly: the provider's own burst is not known. */
  private static final double BURST_SECONDS = 0.1;

  /**
   * What has got through at one gate since it began.
   *
   * @param started calls
   * @param refused calls among them
   * @param tokens of the calls that were answered
   */
  public record Tally(long started, long refused, double tokens) {
    static final Tally NONE = new Tally(0, 0, 0);

    long calls() {
      return started - refused;
    }
  }

  /**
   * What a gate is told with its lease.
   *
   * @param searched whether a rate in force is a guess that refusals correct
   * @param calls in flight that an earlier process found right for one node, null for unknown
   */
  public record Found(boolean searched, @Nullable Integer calls) {
    public static final Found NOTHING = new Found(false, null);
  }

  private final Map<String, Tally> gates = new HashMap<>();
  private final RateSearch calls = new RateSearch();
  private final RateSearch tokens = new RateSearch();
  private double allCalls;
  private double allTokens;
  private @Nullable Integer resumed;
  private LimitFigures figures = LimitFigures.NONE;
  private boolean stale = true;
  private long figuresAt;

  /** A gate reports. */
  public void heard(String node, Tally tally, long now) {
    var before = gates.put(node, tally);
    if (before == null || tally.started() < before.started()) {
      // a gate that has begun anew
      before = Tally.NONE;
    }
    allCalls += tally.calls() - before.calls();
    allTokens += tally.tokens() - before.tokens();
    calls.passed(allCalls, now);
    tokens.callsTake(allCalls > 0 && allTokens > 0 ? allTokens / allCalls : 1);
    tokens.passed(allTokens, now);
  }

  /**
   * A call was refused, and not for the number of calls in flight.
   *
   * @param news how long a new figure needs to reach all gates
   * @return whether the figures are others now
   */
  public boolean refused(Governing.Exceeded exceeded, long news, long now) {
    var known = gates.getOrDefault(exceeded.node(), Tally.NONE);
    long startedAt = now - exceeded.agoNanos();
    boolean changed =
        exceeded.unit() == LimitKey.Unit.REQUESTS
            ? calls.refused(
                allCalls - known.calls() + exceeded.passed(), startedAt, startedAt, news, now)
            : tokens.refused(
                allTokens - known.tokens() + exceeded.passed(), now, startedAt, news, now);
    stale |= changed;
    return changed;
  }

  /** These figures, and what was found where they say nothing. */
  public LimitFigures complete(LimitFigures told, long now) {
    if (stale || now - figuresAt >= FRESH_NANOS) {
      stale = false;
      figuresAt = now;
      figures = inForce();
    }
    var all = told;
    if (!limits(told, LimitKey.Unit.REQUESTS) && figures.get(LimitKey.RPM) != null) {
      all = all.overlaid(only(LimitKey.RPM, LimitKey.BURST));
    }
    if (!limits(told, LimitKey.Unit.TOKENS) && figures.get(LimitKey.TPM) != null) {
      all = all.overlaid(only(LimitKey.TPM));
    }
    return all;
  }

  /** Whether a figure that {@link #complete} adds is in force. */
  public boolean isSearching(LimitFigures told) {
    return (calls.hasFigure() && !limits(told, LimitKey.Unit.REQUESTS))
        || (tokens.hasFigure() && !limits(told, LimitKey.Unit.TOKENS));
  }

  /** What the rates are thought to be; to be shown, and kept for {@link #resume}. */
  public LimitFigures learned() {
    return figures(calls.known(), tokens.known());
  }

  /** An earlier process had learned this. */
  public void resume(LimitFigures learned) {
    var rpm = learned.get(LimitKey.RPM);
    if (rpm != null) {
      calls.resume(rpm / LimitKey.RPM.seconds());
    }
    var tpm = learned.get(LimitKey.TPM);
    if (tpm != null) {
      tokens.resume(tpm / LimitKey.TPM.seconds());
    }
    resumed = learned.concurrency();
    stale = true;
  }

  /** What gates are told beside the figures. */
  public Found found(LimitFigures told, int gates) {
    var each = resumed == null ? null : Math.max(1, resumed / Math.max(1, gates));
    return new Found(isSearching(told), each);
  }

  private LimitFigures inForce() {
    return figures(
        calls.hasFigure() ? calls.perSecond() : 0, tokens.hasFigure() ? tokens.perSecond() : 0);
  }

  private static LimitFigures figures(double calls, double tokens) {
    var figures = new EnumMap<LimitKey, Double>(LimitKey.class);
    if (calls > 0) {
      figures.put(LimitKey.RPM, calls * LimitKey.RPM.seconds());
      figures.put(LimitKey.BURST, Math.max(1, Math.rint(calls * BURST_SECONDS)));
    }
    if (tokens > 0) {
      figures.put(LimitKey.TPM, tokens * LimitKey.TPM.seconds());
    }
    return new LimitFigures(figures);
  }

  private Map<LimitKey, @Nullable Double> only(LimitKey... keys) {
    var some = new EnumMap<LimitKey, @Nullable Double>(LimitKey.class);
    for (var key : keys) {
      some.put(key, figures.get(key));
    }
    return some;
  }

  /** A day's figure bounds no minute. */
  private static boolean limits(LimitFigures told, LimitKey.Unit unit) {
    for (var key : told.values().keySet()) {
      boolean asked =
          unit == LimitKey.Unit.REQUESTS
              ? key.unit() == LimitKey.Unit.REQUESTS
              : key.unit() != LimitKey.Unit.REQUESTS;
      if (key.isRate() && !key.isDaily() && asked) {
        return true;
      }
    }
    return false;
  }
}
