package dev.windlass.deploy.bench.speed;

import java.nio.charset.StandardCharsets;

/**
 * The requests of the chain as text. What is put in was cut out of JSON as it stood there, so it
 * needs no quoting.
 */
final class TwoSteps {
  private static final String OPENING =
      "{\"model\":\"bench\",\"messages\":[{\"role\":\"system\",\"content\":\"You are a helpful"
          + " assistant who responds to questions about the world\"},{\"role\":\"user\",\"content\":"
          + "\"Hello, what is the capital of ";
  private static final String OPENING_END = "? Answer only with the city name.\"}";
  private static final String ANSWERED = ",{\"role\":\"assistant\",\"content\":\"";
  private static final String ASKED = "\"},{\"role\":\"user\",\"content\":\"";
  private static final String FOLLOWING =
      " sounds like a nice place to visit. What is the population of ";
  private static final String COUNTRY = "\"country\":\"";
  private static final String CONTENT = "\"content\":\"";

  private TwoSteps() {}

  static byte[] first(String country) {
    return (OPENING + country + OPENING_END + "]}").getBytes(StandardCharsets.UTF_8);
  }

  static byte[] second(String country, String city) {
    var text =
        OPENING
            + country
            + OPENING_END
            + ANSWERED
            + city
            + ASKED
            + city
            + FOLLOWING
            + city
            + "?\"}]}";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Of a line of input, as it stands in the JSON. */
  static String country(String line) {
    return after(COUNTRY, line);
  }

  /** The text of an answer, as it stands in the JSON. */
  static String content(byte[] answer) {
    return after(CONTENT, new String(answer, StandardCharsets.UTF_8));
  }

  private static String after(String name, String json) {
    int from = json.indexOf(name);
    if (from < 0) {
      throw new IllegalArgumentException("no " + name + " in " + json);
    }
    from += name.length();
    int to = from;
    while (json.charAt(to) != '"') {
      to += json.charAt(to) == '\\' ? 2 : 1;
    }
    return json.substring(from, to);
  }
}
