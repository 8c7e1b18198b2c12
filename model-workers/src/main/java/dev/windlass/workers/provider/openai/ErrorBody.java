package dev.windlass.workers.provider.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of an error, out of the shapes that are about: {@code {"error": {message,
 * type, code}}}, the same in an array, {@code {"error": "text"}}, {@code {"message"}}, {@code
 * {"detail"}}, or no JSON at all.
 *
 * @param message empty when it says nothing
 * @param param the field of the request that is at fault, or null
 * @param retryDelay Google's {@code RetryInfo}, such as {@code 37s}, or null
 * @param quotas names of the quotas in Google's {@code QuotaFailure}, such as {@code
 *     GenerateRequestsPerDayPerProjectPerModel-FreeTier}; empty when there are none
 */
record ErrorBody(
    String message,
    @Nullable String type,
    @Nullable String code,
    @Nullable String param,
    @Nullable String retryDelay,
    String quotas) {
  static final ErrorBody NONE = said("");

  private static final ObjectMapper LENIENT = JsonMapper.builder().build();
  private static final int LONGEST_MESSAGE = 500;
  private static final String[] QUOTA_NAMES = {"quotaId", "quotaMetric", "subject"};

  /** One that only has a message. */
  static ErrorBody said(String message) {
    return new ErrorBody(message, null, null, null, null, "");
  }

  static ErrorBody read(byte[] body) {
    try {
      return of(LENIENT.readTree(new String(body, StandardCharsets.UTF_8)));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return NONE;
    }
  }

  static ErrorBody of(@Nullable JsonNode tree) {
    var root = tree == null ? MissingNode.getInstance() : tree.isArray() ? tree.path(0) : tree;
    var error = root.path("error");
    if (error.isTextual()) {
      return said(cut(error.textValue()));
    }
    var from = error.isObject() ? error : root;
    var message = from.path("message");
    if (!message.isTextual()) {
      message = from.path("detail");
    }
    return new ErrorBody(
        message.isTextual() ? cut(message.textValue()) : "",
        text(from.path("type")),
        text(from.path("code")),
        text(from.path("param")),
        retryDelay(from.path("details")),
        quotas(from.path("details")));
  }

  /** Whether type, code or message speak of this. */
  boolean speaksOf(String... words) {
    var where = new ArrayList<String>();
    where.add(message);
    if (type != null) {
      where.add(type);
    }
    if (code != null) {
      where.add(code);
    }
    for (var text : where) {
      for (var word : words) {
        if (containsIgnoringCase(text, word)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean containsIgnoringCase(String text, String word) {
    for (int i = 0; i + word.length() <= text.length(); i++) {
      if (text.regionMatches(true, i, word, 0, word.length())) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String retryDelay(JsonNode details) {
    for (var detail : details) {
      if (detail.path("retryDelay").isTextual()) {
        return detail.path("retryDelay").textValue();
      }
    }
    return null;
  }

  private static String quotas(JsonNode details) {
    var names = new StringBuilder();
    for (var detail : details) {
      for (var violation : detail.path("violations")) {
        for (var field : QUOTA_NAMES) {
          var name = violation.path(field).asText("");
          if (!name.isEmpty() && names.length() + name.length() < LONGEST_MESSAGE) {
            names.append(name).append(' ');
          }
        }
      }
    }
    return names.toString();
  }

  private static @Nullable String text(JsonNode node) {
    return node.isTextual() || node.isNumber() ? cut(node.asText()) : null;
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "...";
  }
}
