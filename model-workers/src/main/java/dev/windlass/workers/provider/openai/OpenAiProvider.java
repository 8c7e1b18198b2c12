package dev.windlass.workers.provider.openai;

import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.ModelCall;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.workers.provider.ModelProvider;
import dev.windlass.workers.provider.PriceTable;
import dev.windlass.workers.provider.ProviderSettings;
import dev.windlass.workers.provider.http.HttpTransport;
import dev.windlass.workers.provider.http.HttpTransport.Broken;
import dev.windlass.workers.provider.http.HttpTransport.Ended;
import dev.windlass.workers.provider.http.HttpTransport.Response;
import dev.windlass.workers.provider.openai.Unsupported.Option;
import dev.windlass.workers.tokens.TokenEstimator;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Chat completions, and embeddings, over a transport. The request is written on the caller's
 * thread, the answer read on the transport's. Thread-safe.
 *
 * <p>A model that refuses {@code response_format}, or {@code stream} where only a watcher wanted
 * it, is remembered; the call that found it out is asked again, since one call is one request, and
 * goes without.
 */
public final class OpenAiProvider implements ModelProvider {
  private final String path;
  private final String address;
  private final boolean simulated;
  private final HttpTransport transport;
  private final InstantSource clock;
  private final Faults faults;
  private final PriceTable prices;
  private final Embeddings embeddings;
  private final Unsupported unsupported;

  /**
   * @param base with the path prefix, such as {@code https://host/v1}
   * @param simulated whether no real model stands behind it
   */
  public OpenAiProvider(
      ProviderSettings settings,
      URI base,
      boolean simulated,
      HttpTransport transport,
      InstantSource clock) {
    var root = base.getRawPath() == null ? "" : base.getRawPath();
    path = root + "/chat/completions";
    address = base.toString();
    this.simulated = simulated;
    this.transport = transport;
    this.clock = clock;
    faults = new Faults(settings, address);
    prices = settings.prices();
    embeddings = new Embeddings(root + "/embeddings", transport, clock, faults, prices);
    unsupported = new Unsupported(clock);
  }

  @Override
  public InFlight call(Request request, Consumer<CallResult> whenEnded) {
    var call = request.call();
    if (call.kind() == ModelCall.Kind.EMBEDDING) {
      return embeddings.call(request, whenEnded);
    }
    var withSchema = RequestBody.sendsSchema(call) && !unsupported.has(call.model(), Option.SCHEMA);
    var live =
        call.options().has("stream") || !unsupported.has(call.model(), Option.STREAM)
            ? request.text()
            : null;
    byte[] body;
    try {
      body = RequestBody.of(call, withSchema, live != null);
    } catch (IOException e) {
      var words = "the request cannot be written as JSON: " + Faults.reason(e);
      whenEnded.accept(failed(CallError.of(FailureClass.BAD_REQUEST, words), null, Map.of()));
      return () -> {};
    }
    var reading = new Reading(call, body.length, withSchema, live, whenEnded);
    var flight =
        transport.post(
            new HttpTransport.Request(
                path,
                headers(request),
                body,
                Math.max(1, request.deadline().toEpochMilli() - clock.millis()),
                reading,
                request.whenSent()),
            reading);
    return flight::abort;
  }

  static List<HttpTransport.Header> headers(Request request) {
    var headers = new ArrayList<HttpTransport.Header>(2);
    headers.add(new HttpTransport.Header("Idempotency-Key", request.idempotencyKey()));
    if (request.lease() != null) {
      headers.add(new HttpTransport.Header("X-Windlass-Lease", request.lease()));
    }
    return headers;
  }

  /** What becomes of one answer. */
  private final class Reading implements HttpTransport.SinkChoice, Consumer<Ended> {
    private final ModelCall call;
    private final int requestBytes;
    private final boolean withSchema;
    private final @Nullable Consumer<String> live;
    private final Consumer<CallResult> whenEnded;
    private @Nullable EventStream stream;

    Reading(
        ModelCall call,
        int requestBytes,
        boolean withSchema,
        @Nullable Consumer<String> live,
        Consumer<CallResult> whenEnded) {
      this.call = call;
      this.requestBytes = requestBytes;
      this.withSchema = withSchema;
      this.live = live;
      this.whenEnded = whenEnded;
    }

    @Override
    public HttpTransport.@Nullable BodySink sinkFor(int status, Map<String, String> headers) {
      if (status == 200
          && headers.getOrDefault("content-type", "").startsWith("text/event-stream")) {
        stream = new EventStream(live);
      }
      return stream;
    }

    @Override
    public void accept(Ended ended) {
      whenEnded.accept(
          switch (ended) {
            case Broken broken ->
                stream == null
                    ? failed(faults.ofBroken(broken), null, Map.of())
                    : paid(stream.gathered, faults.ofBroken(broken), Map.of());
            case Response response -> read(response);
          });
    }

    private CallResult read(Response response) {
      var status = response.status();
      if (status < 200 || status > 299) {
        return refused(response);
      }
      var signals = signals(response.headers());
      var id = requestId(response.headers());
      var gathered = stream == null ? new Gathered() : stream.gathered;
      if (stream == null) {
        if (response.body().length == 0) {
          return failed(faults.garbled(status, "it is empty", id, response.body()), null, signals);
        }
        try {
          AnswerReader.read(response.body(), 0, response.body().length, gathered);
        } catch (IOException e) {
          return paid(
              gathered, faults.garbled(status, Faults.reason(e), id, response.body()), signals);
        }
      } else if (stream.lineTooLong()) {
        var words = "an event of the answer is longer than 1 MiB and was cut";
        return paid(
            gathered, faults.of(FailureClass.ANSWER_TOO_LARGE, words, status, id, ""), signals);
      } else if (stream.malformed() != null || (gathered.error == null && !stream.isWhole())) {
        var why = stream.malformed() != null ? stream.malformed() : "the stream broke off";
        return paid(gathered, faults.garbled(status, why, id, new byte[0]), signals);
      }
      return answer(gathered, response, id, signals);
    }

    private CallResult answer(
        Gathered found, Response response, @Nullable String id, Map<String, String> signals) {
      var status = response.status();
      if (found.error != null) {
        var kind = FaultTable.classOfTold(found.error);
        return new CallResult.Failed(
            faults.told(kind, status, found.error, id, response.body()),
            RetryAfter.of(response.headers(), found.error, clock.instant()),
            signals,
            RefusalTable.ofTold(kind, found.error),
            told(found));
      }
      if (!found.hasChoice) {
        return paid(
            found, faults.garbled(status, "it has no choices", id, response.body()), signals);
      }
      if (found.refusal != null) {
        var words = "the model refused to answer";
        return paid(
            found, faults.of(FailureClass.REFUSED, words, status, id, found.refusal), signals);
      }
      if ("content_filter".equals(found.finishReason)) {
        var words = "the provider's content filter cut the answer";
        return paid(
            found,
            faults.of(FailureClass.CONTENT_FILTER, words, status, id, found.text()),
            signals);
      }
      var text = found.text();
      if (holdsHalfACharacter(text)) {
        var words = "its text holds half a character (a lone surrogate)";
        return paid(found, faults.garbled(status, words, id, response.body()), signals);
      }
      return new CallResult.Answered(
          text,
          usage(found, text),
          found.finishReason,
          id,
          status,
          signals,
          found.toolCalls.asJson());
    }

    /** No answer, and paid all the same, as far as the provider tells. */
    private CallResult paid(Gathered found, CallError error, Map<String, String> signals) {
      return new CallResult.Failed(error, null, signals, null, told(found));
    }

    private Usage told(Gathered found) {
      return usage(Math.max(0, found.inputTokens), found, Math.max(0, found.outputTokens));
    }

    /** What a provider does not tell is estimated: as nothing it would go past every limit. */
    private Usage usage(Gathered found, String text) {
      return usage(
          found.inputTokens >= 0 ? found.inputTokens : TokenEstimator.ofLength(requestBytes),
          found,
          found.outputTokens >= 0 ? found.outputTokens : TokenEstimator.ofText(text));
    }

    private Usage usage(long input, Gathered found, long output) {
      var price = prices.of(call.model());
      return new Usage(
          input, output, price == null ? 0 : price.nanos(input, found.cachedTokens, output));
    }

    /** Which option that we added, and can do without, the refusal is about; or null. */
    private @Nullable Option refusedOption(FailureClass kind, ErrorBody error) {
      if (kind != FailureClass.BAD_REQUEST) {
        return null;
      }
      if (withSchema && isAboutTheSchema(error)) {
        return Option.SCHEMA;
      }
      boolean streamed = live != null && !call.options().has("stream");
      return streamed && isAboutTheStream(error) ? Option.STREAM : null;
    }

    private CallResult refused(Response response) {
      var error = ErrorBody.read(response.body());
      var status = response.status();
      var id = requestId(response.headers());
      var fault = faults.ofStatus(status, error, id, response.body());
      var signals = signals(response.headers());
      var refused = refusedOption(fault.kind(), error);
      if (refused != null && unsupported.learn(call.model(), refused)) {
        var words =
            "the model does not take "
                + (refused == Option.SCHEMA ? "response_format" : "stream")
                + "; it is asked again without";
        return new CallResult.AskAgain(
            new CallError(
                FailureClass.BAD_REQUEST,
                words,
                status,
                error.type(),
                error.code(),
                id,
                fault.raw()),
            signals);
      }
      var mayWait = status == 429 || status == 408 || status >= 498;
      return new CallResult.Failed(
          fault,
          mayWait ? RetryAfter.of(response.headers(), error, clock.instant()) : null,
          status == 429 ? with(RefusalTable.figures(error, signals), signals) : signals,
          RefusalTable.of(status, error));
    }
  }

  private static boolean isAboutTheStream(ErrorBody error) {
    return error.speaksOf("stream_options", "streaming", "'stream'", "\"stream\"")
        || (error.param() != null && error.param().startsWith("stream"));
  }

  private static boolean isAboutTheSchema(ErrorBody error) {
    return error.speaksOf("response_format", "json_schema", "structured output", "invalid schema")
        || (error.param() != null && error.param().startsWith("response_format"));
  }

  private static boolean holdsHalfACharacter(String text) {
    var afterHigh = false;
    for (int i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (afterHigh != Character.isLowSurrogate(c)) {
        return true;
      }
      afterHigh = Character.isHighSurrogate(c);
    }
    return afterHigh;
  }

  static @Nullable String requestId(Map<String, String> headers) {
    var id = headers.get("x-request-id");
    return id != null ? id : headers.get("request-id");
  }

  /** The headers that speak of limits. */
  static Map<String, String> signals(Map<String, String> headers) {
    Map<String, String> found = Map.of();
    var ofDay = false;
    for (var header : headers.entrySet()) {
      var name = header.getKey();
      if (name.startsWith("x-ratelimit-")
          || name.startsWith("retry-after")
          || name.startsWith("ratelimit")
          || name.startsWith("anthropic-")) {
        if (found.isEmpty()) {
          found = new LinkedHashMap<>();
        }
        found.put(name, header.getValue());
        ofDay |= name.startsWith("anthropic-") || name.equals("retry-after");
      }
    }
    // their times of day are by their own clock
    if (ofDay && headers.containsKey("date")) {
      found.put("date", headers.get("date"));
    }
    return found;
  }

  static Map<String, String> with(Map<String, String> more, Map<String, String> signals) {
    if (more.isEmpty()) {
      return signals;
    }
    var all = new LinkedHashMap<>(more);
    all.putAll(signals);
    return all;
  }

  private static CallResult failed(
      CallError error, @Nullable Duration retryAfter, Map<String, String> signals) {
    return new CallResult.Failed(error, retryAfter, signals);
  }

  @Override
  public boolean tellsWhenSent() {
    return true;
  }

  @Override
  public boolean simulated() {
    return simulated;
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public void close() {
    transport.close();
  }
}
