package dev.windlass.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windlass.api.problem.ProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;

class HeadersTest {
  @Test
  void anIdempotencyKeyIsQuotedOrBare() {
    assertThat(IdempotencyKeys.parse("abc")).isEqualTo("abc");
    assertThat(IdempotencyKeys.parse("\"abc\"")).isEqualTo("abc");
    assertThat(IdempotencyKeys.parse("\"a\\\"b\\\\c\"")).isEqualTo("a\"b\\c");
    assertThat(IdempotencyKeys.parse("x".repeat(255))).hasSize(255);
    for (var bad :
        new String[] {"", "\"", "\"\"", "\"a", "\"a\"b", "\"\\n\"", "é", "x".repeat(256)}) {
      assertThatThrownBy(() -> IdempotencyKeys.parse(bad))
          .as(bad)
          .isInstanceOf(ProblemException.class);
    }
  }

  @Test
  void theFingerprintCoversWhatIsAskedAndNotHowItIsSent() {
    var one = fingerprint("/v1/jobs?chain=a&name=b", "Accept", "x");
    assertThat(fingerprint("/v1/jobs?name=b&chain=a", "User-Agent", "y")).isEqualTo(one);
    assertThat(fingerprint("/v1/jobs?name=b&chain=c", "User-Agent", "y")).isNotEqualTo(one);
    assertThat(fingerprint("/v1/runs?chain=a&name=b", "Accept", "x")).isNotEqualTo(one);
  }

  @Test
  void preferencesAreHeededWhereTheyAreUnderstood() {
    assertThat(preferences("wait=30")).isEqualTo(new Preferences(Duration.ofSeconds(30), false));
    assertThat(preferences("respond-async, wait=100"))
        .isEqualTo(new Preferences(Duration.ofSeconds(60), true));
    assertThat(preferences("handling=strict; wait = 5"))
        .isEqualTo(new Preferences(Duration.ofSeconds(5), false));
    assertThat(preferences("wait=-1, wait=x")).isEqualTo(new Preferences(null, false));
  }

  @Test
  void theClientsFavouriteTypeIsChosen() {
    assertThat(choice("*/*")).isEqualTo("text/event-stream");
    assertThat(choice("application/json")).isEqualTo("application/json");
    assertThat(choice("text/event-stream;q=0.1, application/*")).isEqualTo("application/json");
    assertThat(choice("*/*;q=0.5, text/event-stream;q=0")).isEqualTo("application/json");
    assertThatThrownBy(() -> choice("image/png")).isInstanceOf(ProblemException.class);
  }

  @Test
  void tagsAreComparedOneByOne() {
    assertThat(Etags.noneMatch(context("/", "If-None-Match", "\"a\", W/\"b\""), "b")).isFalse();
    assertThat(Etags.noneMatch(context("/", "If-None-Match", "\"a\""), "b")).isTrue();
    assertThat(Etags.noneMatch(context("/", "If-None-Match", "*"), "b")).isFalse();
    assertThat(Etags.ifMatch(context("/", "If-Match", "\"x\""))).contains("x");
  }

  private static String fingerprint(String uri, String name, String value) {
    var idempotency = IdempotencyKeys.of(context(uri, name, value), "k", null);
    return Objects.requireNonNull(idempotency).fingerprint();
  }

  private static Preferences preferences(String value) {
    return Preferences.of(context("/", "Prefer", value).request());
  }

  private static String choice(String accept) {
    return Accepts.choose(context("/", "Accept", accept), "text/event-stream", "application/json");
  }

  @SuppressWarnings("NullAway") // no body is read here, so nothing has to carry one
  private static RequestContext context(String uri, String name, String value) {
    var request = HttpRequest.POST(uri).addHeader(RawHeader.create(name, value));
    var params = Params.of(request, Set.of("chain", "name"));
    return new RequestContext(
        request,
        "default",
        "req_1",
        Map.of(),
        params,
        new Body(
            request, new BodySettings(1, Duration.ofSeconds(1), 1, Duration.ofSeconds(1)), null));
  }
}
