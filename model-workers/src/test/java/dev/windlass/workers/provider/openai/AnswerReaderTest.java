package dev.windlass.workers.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
  @Test
  void whatIsNeededIsFoundAmongWhatIsNot() throws IOException {
    var found =
        read(
            """
            {"id":"c1","x":{"choices":[{"message":{"content":"no"}}]},
             "choices":[{"index":0,"logprobs":{"content":[{"token":"a"}]},
               "message":{"role":"assistant","content":"Paris \\u00e9 \\ud83d\\ude00","annotations":[]},
               "finish_reason":"stop"},{"message":{"content":"the second"}}],
             "usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15,
               "prompt_tokens_details":{"cached_tokens":5}},"service_tier":null}
            """);

    assertThat(found.text()).isEqualTo("Paris é 😀");
    assertThat(found.finishReason).isEqualTo("stop");
    assertThat(found.inputTokens).isEqualTo(12);
    assertThat(found.outputTokens).isEqualTo(3);
    assertThat(found.error).isNull();
  }

  @Test
  void contentMayComeInParts() throws IOException {
    var found =
        read(
            "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]}}]}");
    assertThat(found.text()).isEqualTo("ab");
  }

  @Test
  void anAnswerWithoutContentIsEmptyAndARefusalIsSeen() throws IOException {
    var tools =
        read("{\"choices\":[{\"message\":{\"content\":null},\"finish_reason\":\"length\"}]}");
    assertThat(tools.text()).isEmpty();
    assertThat(tools.hasChoice).isTrue();

    var refused = read("{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"I cannot\"}}]}");
    assertThat(refused.refusal).isEqualTo("I cannot");
  }

  @Test
  void aMarkAtTheBeginningIsNoPartOfIt() throws IOException {
    assertThat(read("\uFEFF{\"choices\":[{\"message\":{\"content\":\"a\"}}]}").text())
        .isEqualTo("a");
  }

  @Test
  void nonsenseUsageIsAsGoodAsNone() throws IOException {
    var found =
        read(
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":-4,\"completion_tokens\":123456789012345678901}}");
    assertThat(found.inputTokens).isEqualTo(Gathered.NOT_TOLD);
    assertThat(found.outputTokens).isEqualTo(Gathered.NOT_TOLD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "<html></html>",
        "{\"choices\":[{\"message\":{\"content\":\"ab",
        "{\"choices\":[{\"message\":{\"content\":\"ab\"}}]",
        "{\"choices\":[{\"message\":{\"content\":\"ab\"}}]}}",
        "{\"choices\":[]}{\"choices\":[]}",
        "{\"choices\":[],\"choices\":[]}",
        "{\"choices\":[{\"message\":{\"content\":\"a\",\"content\":\"b\"}}]}"
      })
  void aBrokenAnswerIsNeverHalfAnAnswer(String body) {
    assertThatThrownBy(() -> read(body)).isInstanceOf(IOException.class);
  }

  @Test
  void invalidUtf8IsRefused() {
    var body =
        "{\"choices\":[{\"message\":{\"content\":\"a?b\"}}]}".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < body.length; i++) {
      if (body[i] == '?') {
        body[i] = (byte) 0xff;
      }
    }
    assertThatThrownBy(() -> AnswerReader.read(body, 0, body.length, new Gathered()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aStreamIsTheSameHoweverItIsCut() {
    var events =
        """
        : a comment

        data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}

        data:{"choices":[{"index":0,"delta":{"content":"Par"}}]}\r
        \r
        data: {"choices":[{"index":0,"delta":{"content":"is é"},"finish_reason":null}]}

        data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

        data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2}}

        data: [DONE]

        """
            .getBytes(StandardCharsets.UTF_8);
    for (int size = 1; size < events.length; size++) {
      var stream = new EventStream(null);
      var more = true;
      for (int from = 0; from < events.length && more; from += size) {
        more = stream.take(ByteBuffer.wrap(events, from, Math.min(size, events.length - from)));
      }
      assertThat(more).isFalse();
      assertThat(stream.isWhole()).isTrue();
      assertThat(stream.gathered.text()).isEqualTo("Paris é");
      assertThat(stream.gathered.inputTokens).isEqualTo(7);
      assertThat(stream.gathered.finishReason).isEqualTo("stop");
    }
  }

  @Test
  void anEventsLineIsBounded() {
    var stream = new EventStream(null);
    var piece = ByteBuffer.wrap("x".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII));
    var taken = 0;
    while (stream.take(piece.duplicate())) {
      taken += piece.remaining();
      assertThat(taken).isLessThanOrEqualTo(EventStream.LONGEST_LINE_BYTES);
    }
    assertThat(stream.lineTooLong()).isTrue();
  }

  @Test
  void toolCallsAreGatheredFromTheirPieces() throws IOException {
    var found = new Gathered();
    for (var event :
        new String[] {
          "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"add\",\"arguments\":\"\"}}]}}]}",
          "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"sub\",\"arguments\":\"{}\"}}]}}]}",
          "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"n\\\"\"}}]}}]}",
          "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\":1}\"}}]},\"finish_reason\":\"tool_calls\"}]}"
        }) {
      var bytes = event.getBytes(StandardCharsets.UTF_8);
      AnswerReader.read(bytes, 0, bytes.length, found);
    }
    assertThat(found.toolCalls.asJson())
        .hasToString(
            "[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"add\",\"arguments\":\"{\\\"n\\\":1}\"}},"
                + "{\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"sub\",\"arguments\":\"{}\"}}]");
    assertThat(read("{\"choices\":[{\"message\":{\"content\":\"hi\"}}]}").toolCalls.asJson())
        .isNull();
  }

  private static Gathered read(String body) throws IOException {
    var found = new Gathered();
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    AnswerReader.read(bytes, 0, bytes.length, found);
    return found;
  }
}
