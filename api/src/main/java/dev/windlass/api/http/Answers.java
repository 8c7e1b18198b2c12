package dev.windlass.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.windlass.api.problem.Problem;
import dev.windlass.api.problem.Refusals;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Writes answers. JSON goes from a hand-written writer straight into bytes. */
public final class Answers {
  public static final ContentType NDJSON = type("x-ndjson");
  static final ContentType PROBLEM = type("problem+json");

  private static final ObjectWriter LINES = Json.MAPPER.writer().withRootValueSeparator("\n");

  private Answers() {}

  /** Writes one JSON value. */
  @FunctionalInterface
  public interface JsonBody {
    void write(JsonGenerator out) throws IOException;
  }

  public static HttpResponse json(int status, JsonBody body) {
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, bytes(body)));
  }

  /** All there is of a short list, without pages. */
  public static <T> HttpResponse items(List<T> all, ItemWriter<T> writer) {
    return json(
        200,
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart("items");
          for (var each : all) {
            writer.write(out, each);
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }

  public static HttpResponse empty(int status) {
    return HttpResponse.create().withStatus(status);
  }

  public static HttpResponse problem(Problem problem, @Nullable String path, String requestId) {
    var response =
        HttpResponse.create()
            .withStatus(problem.type().status())
            .withEntity(
                HttpEntities.create(
                    PROBLEM, bytes(out -> ProblemJson.write(out, problem, path, requestId))));
    return problem.retryAfterSeconds() == 0
        ? response
        : response.addHeader(header("Retry-After", "" + problem.retryAfterSeconds()));
  }

  /** The answer once the engine has replied; a refusal becomes its problem. */
  public static <T> CompletionStage<HttpResponse> of(
      CompletionStage<Reply<T>> reply, Function<? super T, HttpResponse> answer) {
    return reply.thenApply(each ->
        switch (each) {
          case Reply.Ok<T>(var value) -> answer.apply(value);
          case Reply.Refused<T>(var why) -> throw Refusals.problem(why).thrown();
        });
  }

  /** The same where the answer needs a further question. */
  public static <T> CompletionStage<HttpResponse> then(
      CompletionStage<Reply<T>> reply,
      Function<? super T, ? extends CompletionStage<HttpResponse>> answer) {
    return reply.thenCompose(each ->
        switch (each) {
          case Reply.Ok<T>(var value) -> answer.apply(value);
          case Reply.Refused<T>(var why) -> throw Refusals.problem(why).thrown();
        });
  }

  public static CompletionStage<HttpResponse> now(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }

  public static HttpHeader header(String name, String value) {
    return RawHeader.create(name, value);
  }

  /** A page of a list, with a link to the next one. */
  public static <T> HttpResponse page(
      RequestContext context, List<T> items, @Nullable String nextToken, ItemWriter<T> writer) {
    var response =
        json(
            200,
            out -> {
              out.writeStartObject();
              out.writeArrayFieldStart("items");
              for (var each : items) {
                writer.write(out, each);
              }
              out.writeEndArray();
              out.writeStringField("next_page_token", nextToken);
              out.writeEndObject();
            });
    if (nextToken == null) {
      return response;
    }
    var query =
        context.request().getUri().query().toList().stream()
            .filter(pair -> !pair.first().equals("page_token"))
            .toList();
    var next =
        org.apache.pekko.http.javadsl.model.Query.create(query).withParam("page_token", nextToken);
    var link = context.request().getUri().path() + "?" + next.render(HttpCharsets.UTF_8);
    return response.addHeader(header("Link", "<" + link + ">; rel=\"next\""));
  }

  /** Writes one item of a list. */
  @FunctionalInterface
  public interface ItemWriter<T> {
    void write(JsonGenerator out, T item) throws IOException;
  }

  public static ByteString bytes(JsonBody body) {
    try (var buffer = new ByteArrayBuilder()) {
      try (var out = Json.MAPPER.getFactory().createGenerator(buffer)) {
        body.write(out);
      }
      return ByteString.fromArrayUnsafe(buffer.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /** Items as lines of JSON, each with its line end. */
  public static <T> ByteString lines(List<T> items, ItemWriter<T> writer) {
    try (var buffer = new ByteArrayBuilder()) {
      try (var out = LINES.createGenerator(buffer)) {
        for (var each : items) {
          writer.write(out, each);
        }
        out.writeRaw('\n');
      }
      return ByteString.fromArrayUnsafe(buffer.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  private static ContentType type(String subtype) {
    return ContentTypes.create(MediaTypes.applicationWithFixedCharset(subtype, HttpCharsets.UTF_8));
  }
}
