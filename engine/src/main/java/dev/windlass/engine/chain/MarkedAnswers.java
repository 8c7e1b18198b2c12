package dev.windlass.engine.chain;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.windlass.engine.chain.text.DatePattern;
import dev.windlass.engine.chain.text.XmlFinder;
import java.util.List;

/** Answers in a form of their own: a date, or XML. */
final class MarkedAnswers {
  private MarkedAnswers() {}

  /** The whole answer, without blanks around it, by a pattern; its value is ISO 8601 text. */
  record Moment(String written, DatePattern pattern) implements Answer {
    @Override
    public String kind() {
      return "datetime";
    }

    @Override
    public Reading read(String text) {
      try {
        return new Reading.Value(TextNode.valueOf(pattern.iso(text.strip())));
      } catch (IllegalArgumentException e) {
        return new Reading.Misfit(
            "A date by the pattern "
                + written
                + " alone was wanted, as "
                + pattern.example()
                + "; "
                + e.getMessage()
                + ".");
      }
    }
  }

  /**
   * @param tags the only ones that may occur; empty for any
   */
  record Xml(List<String> tags) implements Answer {
    @Override
    public String kind() {
      return "xml";
    }

    @Override
    public Reading read(String text) {
      try {
        return new Reading.Value(XmlFinder.find(text, tags));
      } catch (IllegalArgumentException e) {
        return new Reading.Misfit(
            "XML was wanted"
                + (tags.isEmpty() ? "" : " with the tags " + String.join(", ", tags))
                + "; "
                + e.getMessage()
                + ".");
      }
    }
  }
}
