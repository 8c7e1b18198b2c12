package dev.windlass.workers.provider.simulated;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers as bytes, HTTP's head and all. Pure. */
final class ChatReply {
  private static final String JSON = "application/json";
  private static final int EVENT_CHARS = 24;

  /** Pieces of a streamed answer at most, beside its first and last: each is a write of its own. */
  private static final int MOST_PIECES = 50;

  private ChatReply() {}

  /**
   * What the model said.
   *
   * @param cut whether {@code max_tokens} cut it
   * @param calls the tools that it calls instead, or null
   */
  record Said(String text, long tokens, boolean cut, @Nullable ArrayNode calls) {
    static Said calling(ArrayNode calls) {
      return new Said("", Math.max(1, calls.toString().length() / 4), false, calls);
    }

    static Said within(String text, long maxTokens) {
      var most =
          maxTokens > 0 && maxTokens < Integer.MAX_VALUE / 4
              ? (int) maxTokens * 4
              : Integer.MAX_VALUE;
      var cut = text.length() > most;
      var kept = cut ? text.substring(0, most) : text;
      return new Said(kept, Math.max(1, kept.length() / 4), cut, null);
    }

    String finishReason() {
      return calls != null ? "tool_calls" : cut ? "length" : "stop";
    }
  }

  static byte[] chat(String id, long created, ChatRequest asked, Said said, String headers) {
    var body =
        new StringBuilder(320 + said.text().length())
            .append("{\"id\":\"")
            .append(id)
            .append("\",\"object\":\"chat.completion\",\"created\":")
            .append(created)
            .append(",\"model\":\"");
    quote(body, asked.model());
    body.append("\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":");
    if (said.calls() != null) {
      body.append("null,\"tool_calls\":").append(said.calls());
    } else {
      body.append('"');
      quote(body, said.text());
      body.append('"');
    }
    body.append(",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"")
        .append(said.finishReason())
        .append("\"}],");
    usage(body, asked.promptTokens(), said.tokens());
    return plain(
        200, "OK", JSON, "x-request-id: " + id + "\r\n" + headers, body.append('}').toString());
  }

  /** Vectors of a request for embeddings. */
  static byte[] embeddings(EmbeddingRequest asked, String headers) {
    var body = new StringBuilder(256 + asked.inputs().size() * asked.dimensions() * 10);
    body.append("{\"object\":\"list\",\"data\":[");
    for (int i = 0; i < asked.inputs().size(); i++) {
      body.append(i == 0 ? "" : ",")
          .append("{\"object\":\"embedding\",\"index\":")
          .append(i)
          .append(",\"embedding\":");
      Embedder.write(body, Embedder.vector(asked.inputs().get(i), asked.dimensions()));
      body.append('}');
    }
    body.append("],\"model\":\"");
    quote(body, asked.model());
    body.append("\",\"usage\":{\"prompt_tokens\":")
        .append(asked.promptTokens())
        .append(",\"total_tokens\":")
        .append(asked.promptTokens())
        .append("}}");
    return plain(200, "OK", JSON, headers, body.toString());
  }

  /**
   * The same answer as server-sent events, in the pieces in which it is sent: the head, the text
   * bit by bit, the end.
   */
  static List<byte[]> events(
      String id, long created, ChatRequest asked, Said said, String headers) {
    var start =
        new StringBuilder("{\"id\":\"")
            .append(id)
            .append("\",\"object\":\"chat.completion.chunk\",\"created\":")
            .append(created)
            .append(",\"model\":\"");
    quote(start, asked.model());
    start.append("\",\"choices\":[");
    var text = said.text();
    var pieces = new ArrayList<byte[]>();
    var head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nx-request-id: "
            + id
            + "\r\n"
            + headers
            + "Transfer-Encoding: chunked\r\n\r\n";
    var first =
        start
            + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}";
    pieces.add(chunk(head, event(first), ""));
    if (said.calls() != null) {
      calls(start.toString(), said.calls(), pieces);
    }
    int chars = Math.max(EVENT_CHARS, text.length() / MOST_PIECES + 1);
    for (int from = 0; from < text.length(); ) {
      var to = Math.min(text.length(), from + chars);
      if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
        to++;
      }
      var piece = new StringBuilder(start).append("{\"index\":0,\"delta\":{\"content\":\"");
      quote(piece, text.substring(from, to));
      piece.append("\"},\"finish_reason\":null}]}");
      pieces.add(chunk("", event(piece.toString()), ""));
      from = to;
    }
    var end =
        new StringBuilder(
            event(
                start
                    + "{\"index\":0,\"delta\":{},\"finish_reason\":\""
                    + said.finishReason()
                    + "\"}]}"));
    if (asked.usageInStream()) {
      var last = new StringBuilder(start).append("],");
      usage(last, asked.promptTokens(), said.tokens());
      end.append(event(last.append('}').toString()));
    }
    pieces.add(chunk("", end.append(event("[DONE]")).toString(), "0\r\n\r\n"));
    return pieces;
  }

  /** Each call in three pieces: its name, and its arguments in two halves. */
  private static void calls(String start, ArrayNode calls, List<byte[]> pieces) {
    for (int i = 0; i < calls.size(); i++) {
      var whole = calls.get(i).path("function").path("arguments").asText();
      int half = whole.length() / 2;
      var first = (ObjectNode) calls.get(i).deepCopy();
      first.put("index", i);
      ((ObjectNode) first.path("function")).put("arguments", "");
      pieces.add(delta(start, first));
      pieces.add(delta(start, rest(i, whole.substring(0, half))));
      pieces.add(delta(start, rest(i, whole.substring(half))));
    }
  }

  private static ObjectNode rest(int index, String arguments) {
    var piece = JsonNodeFactory.instance.objectNode().put("index", index);
    piece.putObject("function").put("arguments", arguments);
    return piece;
  }

  private static byte[] delta(String start, ObjectNode call) {
    var data =
        start + "{\"index\":0,\"delta\":{\"tool_calls\":[" + call + "]},\"finish_reason\":null}]}";
    return chunk("", event(data), "");
  }

  private static byte[] chunk(String before, String body, String behind) {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    return joined(before + Integer.toHexString(bytes.length) + "\r\n", bytes, "\r\n" + behind);
  }

  /** An error in OpenAI's shape. */
  static byte[] error(int status, String type, String code, String message, String headers) {
    var body = new StringBuilder("{\"error\":{\"message\":\"");
    quote(body, message);
    body.append("\",\"type\":\"")
        .append(type)
        .append("\",\"param\":null,\"code\":")
        .append(code.isEmpty() ? "null" : "\"" + code + "\"")
        .append("}}");
    return plain(status, "-", JSON, headers, body.toString());
  }

  static byte[] plain(int status, String reason, String type, String headers, String body) {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    var head =
        "HTTP/1.1 "
            + status
            + " "
            + reason
            + "\r\nContent-Type: "
            + type
            + "\r\n"
            + headers
            + "Content-Length: "
            + bytes.length
            + "\r\n\r\n";
    return joined(head, bytes, "");
  }

  private static byte[] joined(String head, byte[] body, String end) {
    var all = new byte[head.length() + body.length + end.length()];
    System.arraycopy(head.getBytes(StandardCharsets.ISO_8859_1), 0, all, 0, head.length());
    System.arraycopy(body, 0, all, head.length(), body.length);
    System.arraycopy(
        end.getBytes(StandardCharsets.ISO_8859_1),
        0,
        all,
        head.length() + body.length,
        end.length());
    return all;
  }

  private static String event(String data) {
    return "data: " + data + "\n\n";
  }

  private static void usage(StringBuilder body, long in, long out) {
    body.append("\"usage\":{\"prompt_tokens\":")
        .append(in)
        .append(",\"completion_tokens\":")
        .append(out)
        .append(",\"total_tokens\":")
        .append(in + out)
        .append('}');
  }

  static void quote(StringBuilder body, String text) {
    JsonStringEncoder.getInstance().quoteAsString(text, body);
  }
}
