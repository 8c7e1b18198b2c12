package dev.windlass.deploy.faults;

import dev.windlass.deploy.bench.CallLog.Call;
import dev.windlass.deploy.faults.Submitter.Submission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What outages of the journal did, from the provider's log and what a client was told. Pure.
 *
 * @param calls all that the provider answered
 * @param outages in order
 */
public record OutageVerdict(List<Call> calls, List<Submission> submissions, List<Outage> outages) {
  /**
   * The database was away.
   *
   * @param from in seconds since 1970
   * @param to likewise
   */
  public record Outage(double from, double to) {}

  /** How soon a call or an acknowledgement may still come that was on its way. */
  private static final double ON_THE_WAY = 0.3;

  private static final double LONGEST_STOP = 1;
  private static final double LONGEST_RETURN = 10;

  /** Calls that were made again although the provider had answered before. */
  public List<String> repeats() {
    var repeated = new ArrayList<String>();
    byStep()
        .forEach((step, made) -> {
          if (made.size() > 1) {
            repeated.add(step + " x" + made.size());
          }
        });
    return repeated;
  }

  /**
   * Calls made again although the answer before was a while old when its outage began: it must have
   * been stored.
   */
  public List<String> repeatsOfCompleted(double durableSeconds) {
    var repeated = new ArrayList<String>();
    byStep()
        .forEach((step, made) -> {
          for (int i = 1; i < made.size(); i++) {
            var before = made.get(i - 1);
            var again = made.get(i);
            boolean excused =
                outages.stream()
                    .anyMatch(o -> before.end() > o.from - durableSeconds && before.at() < o.to);
            if (!excused) {
              repeated.add(step + " at " + before.end() + " and " + again.at());
            }
          }
        });
    return repeated;
  }

  private Map<String, List<Call>> byStep() {
    return calls.stream()
        .filter(call -> call.status() == 200)
        .sorted(Comparator.comparingDouble(Call::at))
        .collect(Collectors.groupingBy(call -> call.run() + "/" + call.step()));
  }

  /** Seconds from the beginning of an outage to the last call that was started in it. */
  public double stillStarted(Outage outage) {
    return calls.stream()
            .mapToDouble(Call::at)
            .filter(at -> at >= outage.from && at < outage.to)
            .max()
            .orElse(outage.from)
        - outage.from;
  }

  /** Seconds from the end of an outage to the first call after it. */
  public double firstCallAfter(Outage outage) {
    return calls.stream()
            .mapToDouble(Call::at)
            .filter(at -> at >= outage.to)
            .min()
            .orElse(Double.POSITIVE_INFINITY)
        - outage.to;
  }

  /** Submissions sent within an outage and answered within it. */
  public List<Submission> during(Outage outage) {
    return submissions.stream()
        .filter(each -> each.at() > outage.from + ON_THE_WAY)
        .filter(each -> each.at() + each.seconds() < outage.to)
        .toList();
  }

  /** What a client was told in an outage and should not have been: not 503, late, or no time. */
  public List<Submission> wronglyAnswered(Outage outage) {
    return during(outage).stream()
        .filter(each ->
            each.status() != 503
                || !each.slug().equals("journal-unavailable")
                || each.retryAfter() < 1
                || each.retryAfter() > 10
                || each.seconds() > 5)
        .toList();
  }

  /** Seconds from the end of an outage until a submission that was sent after it was taken. */
  public double firstTakenAfter(Outage outage) {
    return submissions.stream()
            .filter(each -> each.at() >= outage.to && each.isAcknowledged())
            .mapToDouble(each -> each.at() + each.seconds())
            .min()
            .orElse(Double.POSITIVE_INFINITY)
        - outage.to;
  }

  /**
   * Promises that were broken, in words.
   *
   * @param whole whether the database only did not answer, so that nothing may be asked again and
   *     what was sent in that time can be judged
   * @param durableSeconds see {@link #repeatsOfCompleted}
   */
  public List<String> broken(boolean whole, double durableSeconds) {
    var broken = new ArrayList<String>();
    (whole ? repeats() : repeatsOfCompleted(durableSeconds))
        .forEach(each -> broken.add("asked again: " + each));
    for (var outage : outages) {
      if (firstCallAfter(outage) > LONGEST_RETURN) {
        broken.add("no call for " + firstCallAfter(outage) + " s after the return");
      }
      if (whole && firstTakenAfter(outage) > LONGEST_RETURN) {
        broken.add("nothing was taken for " + firstTakenAfter(outage) + " s after the return");
      }
      if (whole && stillStarted(outage) > LONGEST_STOP + ON_THE_WAY) {
        broken.add("calls started for " + stillStarted(outage) + " s");
      }
      during(outage).stream()
          .filter(Submission::isAcknowledged)
          .forEach(each -> broken.add("acknowledged while the database was away: " + each));
      if (whole) {
        wronglyAnswered(outage).forEach(each -> broken.add("wrongly answered: " + each));
      }
    }
    return broken;
  }

  /** A few lines for a person. */
  public String text() {
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "calls %d, repeated %d, submissions %d, acknowledged %d%n",
            calls.size(),
            repeats().size(),
            submissions.size(),
            submissions.stream().filter(Submission::isAcknowledged).count()));
    for (var outage : outages) {
      text.append(
          String.format(
              Locale.ROOT,
              "away %.1f s: last call started after %.2f s, first after its end %.2f s, submissions"
                  + " %d (%d wrongly answered, slowest %.2f s), taken again after %.2f s%n",
              outage.to - outage.from,
              stillStarted(outage),
              firstCallAfter(outage),
              during(outage).size(),
              wronglyAnswered(outage).size(),
              during(outage).stream().mapToDouble(Submission::seconds).max().orElse(0),
              firstTakenAfter(outage)));
    }
    return text.toString();
  }
}
