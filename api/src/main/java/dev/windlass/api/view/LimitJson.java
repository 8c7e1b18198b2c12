package dev.windlass.api.view;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.windlass.engine.protocol.LimitsDoor;
import java.io.IOException;

/** Providers and their limits. */
public final class LimitJson {
  private LimitJson() {}

  public static void provider(JsonGenerator out, LimitsDoor.ProviderView provider)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("name", provider.name());
    out.writeStringField("type", provider.type());
    out.writeStringField("base_url", provider.baseUrl());
    out.writeArrayFieldStart("models");
    for (var each : provider.models()) {
      out.writeString(each);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  /**
   * @param tenant who asks: the jobs of others are counted and not named
   */
  public static void limit(JsonGenerator out, LimitsDoor.LimitView limit, String tenant)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("limit", limit.limit());
    out.writeStringField("provider", limit.provider());
    out.writeStringField("model", limit.model());
    Values.numberOrNull(out, "configured", limit.configured());
    Values.numberOrNull(out, "learned", limit.learned());
    Values.numberOrNull(out, "used", limit.used());
    out.writeNumberField("waiting", limit.waiting());
    Values.time(out, "waiting_since", limit.waitingSince());
    Values.time(out, "last_429_at", limit.last429At());
    out.writeNumberField("retry_after_ms", limit.retryAfterMs());
    out.writeStringField("owner", limit.owner());
    out.writeStringField("paused", limit.paused());
    out.writeNumberField("refusals_60s", limit.refused());
    out.writeArrayFieldStart("blocked_jobs");
    for (var each : limit.blockedJobs()) {
      if (each.tenant().equals(tenant)) {
        out.writeStartObject();
        out.writeStringField("job_id", each.job());
        out.writeNumberField("steps", each.steps());
        out.writeEndObject();
      }
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
