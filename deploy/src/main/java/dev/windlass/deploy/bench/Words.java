package dev.windlass.deploy.bench;

import java.util.Arrays;
import java.util.Iterator;
import java.util.function.Supplier;

/** The words of a measurement's command line, read one after the other. */
public final class Words {
  private final String command;
  private final Supplier<String> usage;
  private final Iterator<String> words;

  /**
   * @param command its name, before what is wrong
   * @param usage told after what is wrong
   */
  public Words(String command, Supplier<String> usage, String... args) {
    this.command = command;
    this.usage = usage;
    this.words = Arrays.asList(args).iterator();
  }

  public boolean hasNext() {
    return words.hasNext();
  }

  public String next() {
    return words.next();
  }

  /**
   * The word after this flag.
   *
   * @throws IllegalArgumentException when there is none
   */
  public String value(String flag) {
    if (!words.hasNext()) {
      throw wrong(flag + " needs a value");
    }
    return words.next();
  }

  /**
   * The word after {@code --journal}.
   *
   * @throws IllegalArgumentException when it is no kind of journal
   */
  public String journal(String flag) {
    var journal = value(flag);
    if (!journal.equals("embedded") && !journal.equals("postgres")) {
      throw wrong("--journal is embedded or postgres, not '" + journal + "'");
    }
    return journal;
  }

  public IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(command + ": " + what + "\n" + usage.get());
  }
}
