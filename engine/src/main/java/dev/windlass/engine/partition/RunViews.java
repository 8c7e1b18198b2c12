package dev.windlass.engine.partition;

import dev.windlass.engine.protocol.Attempt;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.RunStatus;
import dev.windlass.engine.protocol.RunView;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.engine.run.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds what a client reads of a run from what the journal keeps of it. Pure. */
public final class RunViews {
  /** Models of a simulated provider answer under names with this beginning. */
  public static final String SIMULATED = "simulated:";

  private RunViews() {}

  /**
   * Where a run stands among others.
   *
   * @param id public id of the run
   * @param lineId null for a run alone
   * @param line number in the job, 0 for a run alone
   */
  public record Place(
      String id,
      String chainReference,
      @Nullable String job,
      @Nullable String lineId,
      long line,
      long seq,
      Instant createdAt,
      @Nullable Instant endedAt) {}

  /**
   * @param run as it stands, null for a line that can never run
   * @param status as the journal says
   * @param take of the line
   * @param records every answer so far, of all takes
   * @param withSteps whether every step and call is wanted
   */
  public static RunView of(
      Place place,
      Line line,
      @Nullable Run run,
      RunStatus status,
      int take,
      List<StepRecord> records,
      boolean withSteps) {
    var usage = Usage.NONE;
    int calls = 0;
    Instant started = null;
    for (var record : records) {
      usage = usage.plus(record.usage());
      calls += record.attempts().size();
      if (started == null && !record.attempts().isEmpty()) {
        started = record.attempts().getFirst().startedAt();
      }
    }
    var end = run == null ? null : run.end();
    var view = view(place, line, run, end, status, take, calls, usage, started, records, withSteps);
    var model = run != null && run.mayFallBack() ? lastModel(records) : null;
    var whole = model == null ? view : view.with(model, null);
    return cached(records) ? whole.withCachedAnswer() : whole;
  }

  private static boolean cached(List<StepRecord> records) {
    for (var record : records) {
      if (record.cached()) {
        return true;
      }
    }
    return false;
  }

  private static RunView view(
      Place place,
      Line line,
      @Nullable Run run,
      Run.@Nullable End end,
      RunStatus status,
      int take,
      int calls,
      Usage usage,
      @Nullable Instant started,
      List<StepRecord> records,
      boolean withSteps) {
    return new RunView(
        place.id,
        place.chainReference,
        place.job,
        place.lineId,
        place.line,
        place.seq,
        status,
        line.fault() == null ? take : 0,
        calls,
        end != null ? end.output() : status.terminal() ? Json.object() : null,
        end == null ? List.of() : end.messages(),
        error(line, end, status, calls),
        usage,
        line.labels(),
        place.createdAt,
        started,
        place.endedAt,
        provider(records),
        withSteps && run != null ? steps(run, records) : List.of());
  }

  private static RunView.@Nullable RunError error(
      Line line, Run.@Nullable End end, RunStatus status, int calls) {
    var fault = line.fault();
    if (fault != null) {
      return new RunView.RunError(
          FailureClass.LINE_INVALID, fault.code(), fault.message(), null, 0, null, null);
    }
    if (end instanceof Run.Failed failed) {
      var why = failed.failure();
      return new RunView.RunError(
          why.kind(), why.code(), why.message(), why.step(), calls, why.raw(), why.call());
    }
    return status == RunStatus.CANCELLED
        ? new RunView.RunError(
            FailureClass.CANCELLED, null, "cancelled before it ended", null, calls, null, null)
        : null;
  }

  private static @Nullable String lastModel(List<StepRecord> records) {
    for (var record : records.reversed()) {
      if (record.text() != null) {
        return record.model();
      }
    }
    return null;
  }

  private static @Nullable String provider(List<StepRecord> records) {
    for (var record : records) {
      var model = record.model();
      if (model != null && model.startsWith(SIMULATED)) {
        return "simulated";
      }
    }
    return null;
  }

  private static List<RunView.StepDetail> steps(Run run, List<StepRecord> records) {
    Map<String, List<StepRecord>> byPath = new LinkedHashMap<>();
    for (var record : records) {
      byPath.computeIfAbsent(record.path(), p -> new ArrayList<>()).add(record);
    }
    var all = new ArrayList<RunView.StepDetail>();
    for (var step : run.steps()) {
      all.add(detail(step, byPath.getOrDefault(step.path(), List.of())));
    }
    return all;
  }

  private static RunView.StepDetail detail(Run.StepView step, List<StepRecord> records) {
    var usage = Usage.NONE;
    String answer = null;
    String model = null;
    CallError error = null;
    boolean cached = false;
    var attempts = new ArrayList<Attempt>();
    for (var record : records) {
      usage = usage.plus(record.usage());
      attempts.addAll(record.attempts());
      answer = record.text();
      model = record.model();
      error = record.error();
      cached = record.cached();
    }
    var why = step.failure();
    if (error == null && why != null) { // it was not a call that failed, but what was made of it
      error = new CallError(why.kind(), why.message(), 0, null, why.code(), null, why.raw());
    }
    return new RunView.StepDetail(
        step.path(),
        step.id(),
        step.as(),
        step.kind(),
        step.status(),
        answer,
        model,
        usage,
        error,
        attempts,
        cached);
  }
}
