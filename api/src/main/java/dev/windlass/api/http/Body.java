package dev.windlass.api.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.api.problem.Problem;
import dev.windlass.api.problem.ProblemType;
import dev.windlass.engine.intake.CleanText;
import dev.windlass.engine.protocol.Json;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.coding.Coder;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.StreamLimitReachedException;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * The body of one request, read once, in full or as a stream, plain or with gzip. Nothing of it is
 * read, and no {@code 100 Continue} sent, before a route asks for it.
 */
public final class Body {
  private final HttpRequest request;
  private final BodySettings settings;
  private final Materializer materializer;
  private volatile boolean taken;

  Body(HttpRequest request, BodySettings settings, Materializer materializer) {
    this.request = request;
    this.settings = settings;
    this.materializer = materializer;
  }

  /** Media type in lower case without parameters; empty when none was sent. */
  public static String mediaType(HttpRequest request) {
    var type = request.entity().getContentType().mediaType();
    var name = type.mainType() + "/" + type.subType();
    return name.equals("none/none") ? "" : name.toLowerCase(Locale.ROOT);
  }

  public String mediaType() {
    return mediaType(request);
  }

  public boolean isEmpty() {
    return request.entity().isKnownEmpty();
  }

  /** A JSON object; anything else is a problem. */
  public CompletionStage<ObjectNode> object() {
    requireType("application/json");
    return bytes().thenApply(Body::parseObject);
  }

  /** A JSON object, or an empty one when no body was sent, or a chunked one of no bytes. */
  public CompletionStage<ObjectNode> objectOrEmpty() {
    return bytes()
        .thenApply(bytes -> {
          if (bytes.isEmpty()) {
            return Json.object();
          }
          requireType("application/json");
          return parseObject(bytes);
        });
  }

  public void requireType(String... types) {
    var type = mediaType();
    for (var each : types) {
      if (each.equals(type)) {
        return;
      }
    }
    throw Problem.of(
            ProblemType.UNSUPPORTED_MEDIA_TYPE,
            "Content-Type must be "
                + String.join(" or ", types)
                + (type.isEmpty() ? "; none was sent." : ", not " + type + "."))
        .thrown();
  }

  /** The whole body, decoded, within the bound for JSON. */
  public CompletionStage<ByteString> bytes() {
    requireEncoding();
    long most = settings.jsonBytes();
    var length = request.entity().getContentLengthOption();
    if (length.isPresent() && length.getAsLong() > most) {
      throw tooLarge();
    }
    if (request.entity() instanceof HttpEntity.Strict strict && !isGzip()) {
      taken = true;
      return CompletableFuture.completedFuture(strict.getData());
    }
    return stream(() -> {})
        .limitWeighted(most, bytes -> (long) bytes.size())
        .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), materializer)
        .exceptionally(thrown -> {
          throw unreadable(thrown);
        })
        .thenApply(ByteString::compact);
  }

  /**
   * The body as it comes, decoded, of any length. Fails with a {@link TimeoutException} when it
   * stalls.
   *
   * @param onBytes told at each piece, on a stream's thread
   */
  public Source<ByteString, NotUsed> stream(Runnable onBytes) {
    requireEncoding();
    return Source.lazySource(() -> opened(onBytes))
        .mapMaterializedValue(ignored -> NotUsed.getInstance());
  }

  /** Refuses an encoding that is not known here. */
  public void requireEncoding() {
    var encoding = encoding();
    if (!encoding.isEmpty() && !encoding.equals("identity") && !isGzip()) {
      throw Problem.of(
              ProblemType.UNSUPPORTED_ENCODING, "A body may be plain or gzip, nothing else.")
          .thrown();
    }
  }

  /** Reads and drops some of a body that nobody asked for, so that its sender reads the answer. */
  void discardIfUnread() {
    boolean waits = request.getHeader("expect").isPresent(); // it has not begun to send
    if (!taken && !waits && !request.entity().isStrict()) {
      taken = true;
      request
          .entity()
          .withoutSizeLimit()
          .getDataBytes()
          .via(new BodyWatch(settings, () -> {}))
          .runWith(Sink.cancelled(), materializer);
    }
  }

  private Source<ByteString, Object> opened(Runnable onBytes) {
    taken = true;
    var watched =
        request.entity().withoutSizeLimit().getDataBytes().via(new BodyWatch(settings, onBytes));
    return isGzip() ? decoded(watched) : watched;
  }

  private Source<ByteString, Object> decoded(Source<ByteString, Object> bytes) {
    var entity =
        org.apache.pekko.http.javadsl.model.HttpEntities.create(
            request.entity().getContentType(), bytes);
    return Coder.Gzip.decodeMessage(request.withEntity((RequestEntity) entity))
        .entity()
        .withoutSizeLimit()
        .getDataBytes();
  }

  private boolean isGzip() {
    var encoding = encoding();
    return encoding.equals("gzip") || encoding.equals("x-gzip");
  }

  private String encoding() {
    return request
        .getHeader("content-encoding")
        .map(HttpHeader::value)
        .orElse("")
        .toLowerCase(Locale.ROOT);
  }

  private RuntimeException tooLarge() {
    return Problem.of(
            ProblemType.TOO_LARGE,
            "A body of this kind has at most " + settings.jsonBytes() + " bytes.")
        .thrown();
  }

  private RuntimeException unreadable(Throwable thrown) {
    var cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof StreamLimitReachedException) {
      return tooLarge();
    }
    return cause instanceof TimeoutException
        ? Problem.of(ProblemType.REQUEST_TIMEOUT, "The body stopped coming.").thrown()
        : Problem.of(ProblemType.INVALID_REQUEST, "The body broke off or is no gzip.").thrown();
  }

  /** Reads a JSON object from bytes; anything else is a problem. */
  public static ObjectNode parseObject(ByteString bytes) {
    var value = parse(bytes);
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw Problem.at("", "wrong-type", "The body must be a JSON object.").thrown();
  }

  /** Reads any JSON value from bytes; what is none is a problem. */
  public static JsonNode parse(ByteString bytes) {
    var text = text(bytes);
    try {
      var value = Json.read(text);
      var unclean = CleanText.mayBeUnclean(text) ? CleanText.fault(value) : null;
      if (unclean != null) {
        throw Problem.at("", "invalid-json", unclean).thrown();
      }
      return value;
    } catch (StreamConstraintsException e) {
      throw Problem.at(
              "",
              "out-of-range",
              "nested deeper than 64 levels, or a number of more than 100 digits")
          .thrown();
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      var place = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      var twice = e.getOriginalMessage().startsWith("Duplicate") ? ": a key stands twice" : "";
      throw Problem.at("", "invalid-json", "The body is no valid JSON" + twice + place + ".")
          .thrown();
    }
  }

  /** The body as text; what is no UTF-8 is a problem. */
  public static String text(ByteString bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.toByteBuffer()).toString();
    } catch (CharacterCodingException e) {
      throw Problem.at("", "invalid-json", "The body is not valid UTF-8.").thrown();
    }
  }
}
