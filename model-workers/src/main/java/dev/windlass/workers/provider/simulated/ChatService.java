package dev.windlass.workers.provider.simulated;

import dev.windlass.workers.provider.simulated.Dice.Mishap;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides what a call gets, and remembers what it got. Thread-safe; knows no connection. */
final class ChatService {
  private static final double WHEN_TOO_MANY_SECONDS = 0.05;
  private static final double WHEN_BY_CHANCE_SECONDS = 0.1;

  private final SimulatedSettings settings;
  private final SimulatedLimits limits;
  private final Dice dice;
  private final Answers answers;
  private final @Nullable CallLog log;
  private final Tally tally = new Tally();
  private final AtomicLong numbers = new AtomicLong();

  /**
   * What a call gets.
   *
   * @param after how long it takes, to its last byte
   * @param reply the answer in the pieces in which it is sent, spread evenly over that time; none
   *     when there is no answer
   */
  record Plan(Call call, Duration after, Mishap mishap, List<byte[]> reply) {
    Plan(Call call, Duration after, Mishap mishap, byte[] reply) {
      this(call, after, mishap, List.of(reply));
    }
  }

  /**
   * A call under way.
   *
   * @param status it will be answered with
   */
  record Call(
      Instant arrived,
      int status,
      long promptTokens,
      long completionTokens,
      String model,
      long body,
      String run,
      String lease,
      String path,
      String fault) {}

  /** The headers that are looked at, empty where they are absent, and the path. */
  record Heads(String run, String lease, String path) {}

  ChatService(SimulatedSettings settings, @Nullable CallLog log) {
    this.settings = settings;
    this.log = log;
    limits = new SimulatedLimits(settings, System.nanoTime());
    dice = new Dice(settings);
    answers = new Answers(settings);
  }

  Plan arrived(byte[] body, Heads heads) {
    var now = Instant.now();
    var inFlight = tally.arrived(now);
    var hash = log == null ? 0 : CallLog.hash(body);
    ChatRequest asked;
    try {
      asked = ChatRequest.read(body);
    } catch (IOException e) {
      var reply = ChatReply.error(400, "invalid_request_error", "", words(e), "");
      return new Plan(
          new Call(now, 400, 0, 0, "", hash, heads.run(), heads.lease(), heads.path(), ""),
          Duration.ZERO,
          Mishap.NONE,
          reply);
    }
    var calls = asked.tools().calls();
    var said =
        calls != null
            ? ChatReply.Said.calling(calls)
            : ChatReply.Said.within(answers.answer(asked), asked.maxTokens());
    return plan(
        new Arrival(now, inFlight, hash, heads),
        new Size(asked.model(), asked.promptTokens(), said.tokens()),
        (mishap, headers) -> reply(mishap, asked, said, headers));
  }

  /** The same for {@code POST /v1/embeddings}. */
  Plan embeddings(byte[] body, Heads heads) {
    var now = Instant.now();
    var inFlight = tally.arrived(now);
    var hash = log == null ? 0 : CallLog.hash(body);
    EmbeddingRequest asked;
    try {
      asked = EmbeddingRequest.read(body);
    } catch (IOException e) {
      var reply = ChatReply.error(400, "invalid_request_error", "", words(e), "");
      return new Plan(
          new Call(now, 400, 0, 0, "", hash, heads.run(), heads.lease(), heads.path(), ""),
          Duration.ZERO,
          Mishap.NONE,
          reply);
    }
    return plan(
        new Arrival(now, inFlight, hash, heads),
        new Size(asked.model(), asked.promptTokens(), 0),
        (mishap, headers) ->
            broken(mishap, headers, () -> List.of(ChatReply.embeddings(asked, headers))));
  }

  /** A call that came. */
  private record Arrival(Instant now, long inFlight, long hash, Heads heads) {}

  /** What it takes of the limits. */
  private record Size(String model, long promptTokens, long completionTokens) {}

  private Plan plan(Arrival arrival, Size size, BiFunction<Mishap, String, List<byte[]>> answer) {
    var now = arrival.now();
    var hash = arrival.hash();
    var heads = arrival.heads();
    var inFlight = arrival.inFlight();
    var limited = settings.concurrency() > 0 && inFlight > settings.concurrency();
    SimulatedLimits.Refusal refusal;
    String headers;
    var mishap = Mishap.NONE;
    var after = Duration.ZERO;
    synchronized (limits) {
      refusal =
          limited
              ? new SimulatedLimits.Refusal(
                  "Too many requests in flight.", "requests", WHEN_TOO_MANY_SECONDS)
              : limits.admit(
                  size.model(), size.promptTokens() + size.completionTokens(), System.nanoTime());
      headers = settings.headers() ? limits.headers() : "";
      if (refusal == null) {
        mishap = dice.mishap();
        after = dice.latency();
      }
    }
    if (mishap == Mishap.RATE_LIMITED) {
      refusal =
          new SimulatedLimits.Refusal("Rate limit reached.", "requests", WHEN_BY_CHANCE_SECONDS);
    }
    var status = refusal != null ? 429 : status(mishap);
    var call =
        new Call(
            now,
            status,
            refusal == null ? size.promptTokens() : 0,
            refusal == null ? size.completionTokens() : 0,
            size.model(),
            hash,
            heads.run(),
            heads.lease(),
            heads.path(),
            mishap.word);
    if (refusal != null) {
      return new Plan(call, Duration.ZERO, Mishap.NONE, refused(refusal, headers));
    }
    return new Plan(call, after, mishap, answer.apply(mishap, headers));
  }

  private static int status(Mishap mishap) {
    return switch (mishap) {
      case SERVER_ERROR -> 500;
      case HANG, CUT_BEFORE, CUT_IN_THE_MIDDLE -> 0;
      default -> 200;
    };
  }

  private byte[] refused(SimulatedLimits.Refusal refusal, String headers) {
    var when = "";
    var message = refusal.message();
    if (refusal.seconds() > 0 && settings.retryAfter()) {
      when =
          "retry-after-ms: "
              + (long) Math.ceil(refusal.seconds() * 1000)
              + "\r\nretry-after: "
              + (long) Math.ceil(refusal.seconds())
              + "\r\n";
    } else if (!settings.retryAfter()) {
      var sentence = message.indexOf(" Please try again");
      message = sentence < 0 ? message : message.substring(0, sentence);
    }
    return ChatReply.error(429, refusal.type(), "rate_limit_exceeded", message, headers + when);
  }

  private List<byte[]> reply(
      Mishap mishap, ChatRequest asked, ChatReply.Said said, String headers) {
    return broken(
        mishap,
        headers,
        () -> {
          var id = "chatcmpl-" + Long.toHexString(numbers.incrementAndGet());
          var created = System.currentTimeMillis() / 1000;
          return asked.stream()
              ? ChatReply.events(id, created, asked, said, headers)
              : List.of(ChatReply.chat(id, created, asked, said, headers));
        });
  }

  /** The answer, unless a mishap is in its place. */
  private static List<byte[]> broken(Mishap mishap, String headers, Supplier<List<byte[]>> answer) {
    return switch (mishap) {
      case SERVER_ERROR ->
          List.of(
              ChatReply.error(
                  500,
                  "server_error",
                  "",
                  "The server had an error while processing your request.",
                  headers));
      case HANG, CUT_BEFORE, RATE_LIMITED -> List.of();
      case TRUNCATED -> garbage("application/json", headers, "{\"id\":\"x\",\"choices\":[{\"mess");
      case HTML -> garbage("text/html", headers, "<html><body>Bad Gateway</body></html>");
      case EMPTY -> garbage("application/json", headers, "");
      case NONE, CUT_IN_THE_MIDDLE -> answer.get();
    };
  }

  private static List<byte[]> garbage(String type, String headers, String body) {
    return List.of(ChatReply.plain(200, "OK", type, headers, body));
  }

  /**
   * @param answered false when the client was gone first
   */
  void ended(Call call, boolean answered) {
    var now = Instant.now();
    var status = answered ? call.status() : 0;
    tally.ended(status, !call.fault().isEmpty(), call.promptTokens(), call.completionTokens(), now);
    if (log != null) {
      log.add(
          new CallLog.Line(
              call.arrived(),
              now,
              status,
              call.promptTokens() + call.completionTokens(),
              call.model(),
              call.body(),
              call.run(),
              call.lease(),
              call.path(),
              answered || !call.fault().isEmpty() ? call.fault() : "gone"));
    }
  }

  String stats() {
    return tally.json();
  }

  private static String words(IOException e) {
    return e instanceof com.fasterxml.jackson.core.JsonProcessingException json
        ? "We could not parse the JSON body of your request: " + json.getOriginalMessage()
        : String.valueOf(e.getMessage());
  }
}
