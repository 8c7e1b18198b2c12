package dev.windlass.workers.provider.tools;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.Json;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A call of a tool as an HTTP request. Pure. */
record ToolRequest(URI url, boolean get, JsonNode arguments) {
  static ToolRequest of(JsonNode question) {
    return new ToolRequest(
        URI.create(question.path("url").asText("")),
        question.path("method").asText("").equals("GET"),
        question.path("arguments"));
  }

  boolean isTls() {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  int port() {
    return url.getPort() > 0 ? url.getPort() : isTls() ? 443 : 80;
  }

  /**
   * @param key names this call, so that an endpoint can tell a repetition
   */
  FullHttpRequest http(String key) {
    var path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    var query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    var body = Unpooled.EMPTY_BUFFER;
    if (get) {
      query = query(query);
    } else {
      body = Unpooled.wrappedBuffer(Json.write(arguments).getBytes(StandardCharsets.UTF_8));
    }
    var request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, get ? HttpMethod.GET : HttpMethod.POST, path + query, body);
    var headers = request.headers();
    headers.set(HttpHeaderNames.HOST, url.getRawAuthority());
    headers.set(HttpHeaderNames.USER_AGENT, "windlass");
    headers.set(HttpHeaderNames.ACCEPT, "application/json, text/*;q=0.9, */*;q=0.1");
    headers.set(HttpHeaderNames.CONNECTION, "close");
    headers.set("Idempotency-Key", key);
    if (!get) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, "application/json");
      headers.set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    }
    return request;
  }

  /** Texts as they are, everything else as JSON. */
  private String query(String before) {
    var query = new StringBuilder(before);
    for (var each : arguments.properties()) {
      var value = each.getValue();
      query
          .append(query.isEmpty() ? '?' : '&')
          .append(URLEncoder.encode(each.getKey(), StandardCharsets.UTF_8))
          .append('=')
          .append(
              URLEncoder.encode(
                  value.isTextual() ? value.textValue() : Json.write(value),
                  StandardCharsets.UTF_8));
    }
    return query.toString();
  }
}
