package dev.windlass.workers.provider.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.windlass.engine.protocol.CallError;
import dev.windlass.engine.protocol.FailureClass;
import dev.windlass.workers.provider.ProviderSettings;
import dev.windlass.workers.provider.http.HttpTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Words for what went wrong, with what a person can do about it. The provider's key is in none of
 * them; of a body that refuses a key nothing is kept, since providers repeat part of it.
 */
final class Faults {
  private static final int RAW_BYTES = 2048;

  private final ProviderSettings settings;
  private final String address;

  Faults(ProviderSettings settings, String address) {
    this.settings = settings;
    this.address = address;
  }

  CallError ofStatus(int status, ErrorBody error, @Nullable String requestId, byte[] body) {
    return told(FaultTable.classOf(status, error), status, error, requestId, body);
  }

  CallError told(
      FailureClass kind, int status, ErrorBody error, @Nullable String requestId, byte[] body) {
    var isAuth = kind == FailureClass.AUTH;
    return new CallError(
        kind,
        isAuth ? key(status) : hide(words(kind, status, error)),
        status,
        isAuth ? null : hideNullable(error.type()),
        hideNullable(error.code()),
        requestId,
        isAuth ? null : raw(body));
  }

  private String key(int status) {
    return settings.key() == null
        ? "the provider wants a key (" + status + "): set " + settings.keyFrom()
        : "the provider refused the key ("
            + status
            + "): set "
            + settings.keyFrom()
            + " to a key that is valid at "
            + address;
  }

  private String words(FailureClass kind, int status, ErrorBody error) {
    var said =
        error.message().isEmpty() ? " (" + status + ")" : " (" + status + "): " + error.message();
    return switch (kind) {
      case RATE_LIMITED -> "the provider's rate limit is reached" + said;
      case QUOTA ->
          "the provider's quota is used up; look at the account's plan and billing" + said;
      case OVERLOADED -> "the provider is overloaded" + said;
      case SERVER_ERROR -> "the provider failed" + said;
      case NOT_FOUND ->
          "the provider knows no such model or address; check the model's name and "
              + settings.baseUrlFrom()
              + said;
      case CONTEXT_LENGTH -> "the prompt is longer than the model can read" + said;
      case CONTENT_FILTER -> "the provider's content filter stepped in" + said;
      case TOO_LARGE -> "the request is too large for this provider" + said;
      case BAD_REQUEST ->
          status >= 300 && status < 400
              ? "the provider sends the call elsewhere ("
                  + status
                  + "), which is not followed: set "
                  + settings.baseUrlFrom()
                  + " to where the provider is"
              : "the provider refused the request" + said;
      default -> "the provider answered with an error" + said;
    };
  }

  CallError ofBroken(HttpTransport.Broken broken) {
    var kind =
        switch (broken.fault()) {
          case UNREACHABLE, TLS, CUT, FULL -> FailureClass.TRANSPORT;
          case TIMED_OUT -> FailureClass.TIMEOUT;
          case TOO_LARGE -> FailureClass.ANSWER_TOO_LARGE;
          case ABORTED -> FailureClass.CANCELLED;
        };
    var words =
        switch (broken.fault()) {
          case UNREACHABLE ->
              broken.detail() + " at " + address + ": check " + settings.baseUrlFrom();
          case TLS ->
              "no secure connection to " + address + ": " + broken.detail() + "; nothing was sent";
          case TIMED_OUT, CUT -> broken.detail() + " (" + address + ")";
          case TOO_LARGE -> broken.detail() + " and was cut";
          case FULL -> broken.detail() + " to " + address + ": raise windlass.http.max-waiting";
          case ABORTED -> broken.detail();
        };
    return new CallError(kind, hide(words), broken.status(), null, null, null, raw(broken.body()));
  }

  /** A 200 that is no answer. */
  CallError garbled(int status, String why, @Nullable String requestId, byte[] body) {
    var html =
        startsWithBracket(body) ? "; it looks like HTML, so check " + settings.baseUrlFrom() : "";
    return new CallError(
        FailureClass.TRANSPORT,
        "the provider's answer cannot be read: " + why + html,
        status,
        null,
        null,
        requestId,
        raw(body));
  }

  CallError of(
      FailureClass kind, String words, int status, @Nullable String requestId, String raw) {
    var bytes = raw.getBytes(StandardCharsets.UTF_8);
    return new CallError(kind, words, status, null, null, requestId, raw(bytes));
  }

  /** Jackson's own message quotes the document; its bare form does not. */
  static String reason(IOException e) {
    return e instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : String.valueOf(e.getMessage());
  }

  private static boolean startsWithBracket(byte[] body) {
    for (var b : body) {
      if (b > ' ') {
        return b == '<';
      }
    }
    return false;
  }

  private @Nullable String raw(byte[] body) {
    if (body.length == 0) {
      return null;
    }
    var key = settings.key();
    var text =
        new String(Arrays.copyOf(body, Math.min(body.length, RAW_BYTES)), StandardCharsets.UTF_8);
    return key == null ? text : key.hide(text);
  }

  private String hide(String text) {
    return settings.key() == null ? text : settings.key().hide(text);
  }

  private @Nullable String hideNullable(@Nullable String text) {
    return text == null ? null : hide(text);
  }
}
