package dev.windlass.api.view;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.windlass.engine.protocol.Counts;
import dev.windlass.engine.protocol.JobView;
import java.io.IOException;

/** A job object. */
public final class JobJson {
  private JobJson() {}

  public static void write(JsonGenerator out, JobView job) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", job.id());
    out.writeStringField("name", job.name());
    out.writeStringField("chain", job.chain());
    out.writeStringField("state", job.state().wireName());
    if (job.pausedBy() != null) {
      out.writeStringField("paused_by", job.pausedBy());
    }
    out.writeBooleanField("sealed", job.sealed());
    out.writeNumberField("accepted_lines", job.acceptedLines());
    out.writeNumberField("rejected_lines", job.rejectedLines());
    counts(out, job.counts());
    Values.texts(out, "labels", job.labels());
    out.writeNumberField("priority", job.priority());
    Values.weight(out, job.weight());
    out.writeNullField("budget");
    pace(out, job);
    Values.time(out, "created_at", job.createdAt());
    Values.time(out, "sealed_at", job.sealedAt());
    Values.time(out, "ended_at", job.endedAt());
    out.writeStringField("first_result_url", "/v1/jobs/" + job.id() + "/results");
    out.writeEndObject();
  }

  static void counts(JsonGenerator out, Counts counts) throws IOException {
    out.writeObjectFieldStart("counts");
    flatCounts(out, counts);
    out.writeEndObject();
  }

  static void flatCounts(JsonGenerator out, Counts counts) throws IOException {
    out.writeNumberField("accepted", counts.accepted());
    out.writeNumberField("waiting", counts.waiting());
    out.writeNumberField("running", counts.running());
    out.writeNumberField("succeeded", counts.succeeded());
    out.writeNumberField("failed", counts.failed());
    out.writeNumberField("cancelled", counts.cancelled());
  }

  /** What it has used, how fast it goes, and what holds it back. */
  static void pace(JsonGenerator out, JobView job) throws IOException {
    var pace = job.pace();
    Values.cost(out, job.usage());
    out.writeNumberField("tokens_in", job.usage().inputTokens());
    out.writeNumberField("tokens_out", job.usage().outputTokens());
    out.writeNumberField("rate_per_s", Math.round(pace.ratePerSecond() * 10) / 10.0);
    eta(out, "eta_ms", pace.etaMs());
    eta(out, "eta_low_ms", pace.etaLowMs());
    eta(out, "eta_high_ms", pace.etaHighMs());
    out.writeStringField("limited_by", pace.limitedBy());
    out.writeNumberField("limit_used", Math.round(pace.limitUsed() * 1000) / 1000.0);
    out.writeObjectFieldStart("waiting_for");
    for (var each : pace.waitingFor().entrySet()) {
      out.writeNumberField(each.getKey(), each.getValue());
    }
    out.writeEndObject();
    out.writeStringField("waiting_reason", pace.reason());
    Values.time(out, "waiting_since", pace.waitingSince());
  }

  private static void eta(JsonGenerator out, String name, long millis) throws IOException {
    if (millis < 0) {
      out.writeNullField(name);
    } else {
      out.writeNumberField(name, millis);
    }
  }
}
