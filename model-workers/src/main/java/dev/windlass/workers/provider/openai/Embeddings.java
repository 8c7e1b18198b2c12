package dev.windlass.workers.provider.openai;

import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.engine.protocol.Price;
import dev.windlass.engine.protocol.Usage;
import dev.windlass.workers.provider.ModelProvider.CallResult;
import dev.windlass.workers.provider.ModelProvider.InFlight;
import dev.windlass.workers.provider.ModelProvider.Request;
import dev.windlass.workers.provider.PriceTable;
import dev.windlass.workers.provider.http.HttpTransport;
import dev.windlass.workers.provider.http.HttpTransport.Broken;
import dev.windlass.workers.provider.http.HttpTransport.Ended;
import dev.windlass.workers.provider.http.HttpTransport.Response;
import dev.windlass.workers.tokens.TokenEstimator;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings over a transport. The answer's text is the vector as a JSON list, or the list of the
 * vectors where the call has several messages. Thread-safe.
 */
final class Embeddings {
  private final String path;
  private final HttpTransport transport;
  private final InstantSource clock;
  private final Faults faults;
  private final PriceTable prices;

  Embeddings(
      String path, HttpTransport transport, InstantSource clock, Faults faults, PriceTable prices) {
    this.path = path;
    this.transport = transport;
    this.clock = clock;
    this.faults = faults;
    this.prices = prices;
  }

  InFlight call(Request request, Consumer<CallResult> whenEnded) {
    byte[] body;
    try {
      body = EmbeddingsBody.of(request.call());
    } catch (IOException e) {
      var words = "the request cannot be written as JSON: " + Faults.reason(e);
      whenEnded.accept(
          new CallResult.Failed(CallError.of(FailureClass.BAD_REQUEST, words), null, Map.of()));
      return () -> {};
    }
    int inputs = request.call().messages().size();
    int bytes = body.length;
    var price = prices.of(request.call().model());
    var flight =
        transport.post(
            new HttpTransport.Request(
                path,
                OpenAiProvider.headers(request),
                body,
                Math.max(1, request.deadline().toEpochMilli() - clock.millis()),
                (status, headers) -> null,
                request.whenSent()),
            ended -> whenEnded.accept(result(ended, inputs, bytes, price)));
    return flight::abort;
  }

  private CallResult result(Ended ended, int inputs, int bytes, @Nullable Price price) {
    return switch (ended) {
      case Broken broken -> new CallResult.Failed(faults.ofBroken(broken), null, Map.of());
      case Response response ->
          response.status() >= 200 && response.status() <= 299
              ? read(response, inputs, bytes, price)
              : refused(response);
    };
  }

  private CallResult read(Response response, int inputs, int bytes, @Nullable Price price) {
    var id = OpenAiProvider.requestId(response.headers());
    var signals = OpenAiProvider.signals(response.headers());
    try {
      var found = EmbeddingsReader.read(response.body(), inputs);
      var tokens = found.tokens() >= 0 ? found.tokens() : TokenEstimator.ofLength(bytes);
      var text =
          inputs == 1 ? found.vectors().getFirst() : "[" + String.join(",", found.vectors()) + "]";
      var usage = new Usage(tokens, 0, price == null ? 0 : price.nanos(tokens, 0));
      return new CallResult.Answered(text, usage, null, id, response.status(), signals);
    } catch (IOException | IllegalArgumentException e) {
      var why = e instanceof IOException io ? Faults.reason(io) : "its base64 is none";
      return new CallResult.Failed(
          faults.garbled(response.status(), why, id, response.body()), null, signals);
    }
  }

  private CallResult refused(Response response) {
    var error = ErrorBody.read(response.body());
    int status = response.status();
    var id = OpenAiProvider.requestId(response.headers());
    var signals = OpenAiProvider.signals(response.headers());
    boolean mayWait = status == 429 || status == 408 || status >= 498;
    return new CallResult.Failed(
        faults.ofStatus(status, error, id, response.body()),
        mayWait ? RetryAfter.of(response.headers(), error, clock.instant()) : null,
        status == 429
            ? OpenAiProvider.with(RefusalTable.figures(error, signals), signals)
            : signals,
        RefusalTable.of(status, error));
  }
}
