package dev.windlass.workers.provider.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.windlass.workers.provider.InvalidSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the models say: always the same for the same model and question. Some models have a name
 * that says what they do ({@code echo}, {@code yesno}, {@code number}, {@code words}); every other
 * does what fits the question. Thread-safe.
 */
final class Answers {
  static final List<String> MODELS =
      List.of("echo", "say", "capital-city", "yesno", "number", "words");
  private static final String SAY = "SAY ";
  private static final int ONE_SENTENCE = 48;

  private record Rule(String inTheQuestion, String answer) {}

  private final SimulatedSettings settings;
  private final List<Rule> rules;

  Answers(SimulatedSettings settings) {
    this.settings = settings;
    rules = settings.script() == null ? List.of() : rules(settings.script());
  }

  private static List<Rule> rules(Path file) {
    var where = SimulatedSettings.ROOT + ".script";
    var rules = new ArrayList<Rule>();
    try {
      var number = 0;
      for (var line : Files.readAllLines(file)) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        var tab = line.indexOf('\t');
        if (tab < 0) {
          throw new InvalidSetting(
              where, file + " line " + number + " has no tab between the text and its answer");
        }
        rules.add(new Rule(line.substring(0, tab), line.substring(tab + 1)));
      }
    } catch (IOException e) {
      throw new InvalidSetting(where, "the file " + file + " cannot be read (" + e + ")");
    }
    return rules;
  }

  String answer(ChatRequest request) {
    var question = request.question();
    var seed = settings.seed() * 31 + mixed(request.model(), question);
    return switch (request.model().toLowerCase(Locale.ROOT)) {
      case "echo" -> question;
      case "yesno" -> yesOrNo(seed);
      case "number" -> Long.toString(Math.floorMod(seed, 101));
      case "words" -> words(seed);
      default -> whatFits(request, question, seed);
    };
  }

  private String whatFits(ChatRequest request, String question, long seed) {
    var ofTools = request.tools().answer();
    if (ofTools != null) {
      return ofTools;
    }
    if (!settings.answer().isEmpty()) {
      return settings.answer();
    }
    if (question.startsWith(SAY)) {
      return question.substring(SAY.length());
    }
    for (var rule : rules) {
      if (question.contains(rule.inTheQuestion())) {
        return rule.answer();
      }
    }
    var schema = request.schema();
    if (schema != null) {
      return new SchemaAnswer(schema, seed, name -> fact(name, question)).json();
    }
    var sum = Sums.expressionAskedIn(question);
    if (sum != null) {
      return sum;
    }
    var passage = Passages.answerAskedIn(question);
    if (passage != null) {
      return passage;
    }
    var capital = Countries.known().capitalAskedIn(question);
    if (capital != null) {
      return capital;
    }
    var people = Countries.known().peopleAskedIn(question);
    if (people != null) {
      return "About " + String.format(Locale.ROOT, "%,d", people) + " people live there.";
    }
    if (question.contains("yes or no") || question.contains("Yes or No")) {
      return yesOrNo(seed);
    }
    return words(seed);
  }

  private static @Nullable JsonNode fact(String property, String question) {
    return switch (property) {
      case "capital", "city" -> {
        var capital = Countries.known().capitalAskedIn(question);
        yield capital == null ? null : JsonNodeFactory.instance.textNode(capital);
      }
      case "population" -> {
        var people = Countries.known().peopleAskedIn(question);
        yield people == null ? null : JsonNodeFactory.instance.numberNode(people);
      }
      default -> null;
    };
  }

  private static String yesOrNo(long seed) {
    return (seed & 1) == 0 ? "Yes" : "No";
  }

  private String words(long seed) {
    return Words.sentence(
        seed, settings.answerTokens() > 0 ? settings.answerTokens() * 4 : ONE_SENTENCE);
  }

  private static long mixed(String model, String question) {
    var mixed = model.hashCode() * 0x9E3779B97F4A7C15L + question.hashCode();
    mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
    return mixed ^ mixed >>> 29;
  }
}
