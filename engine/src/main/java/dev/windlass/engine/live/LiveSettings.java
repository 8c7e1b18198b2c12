package dev.windlass.engine.live;

import com.typesafe.config.Config;

/**
 * What a watcher is told, and within which bounds.
 *
 * @param tokens whether the text is told
 * @param partials whether JSON in it is told as it comes
 * @param mostChars that wait for one reader, over all steps; of JSON so many characters are read
 */
public record LiveSettings(boolean tokens, boolean partials, int mostChars) {
  private static final String PATH = "windlass.engine.live-chars";

  /** Reads the settings; nonsense is refused by the setting's full path. */
  public static LiveSettings of(Config root, boolean tokens, boolean partials) {
    int most = root.getInt(PATH);
    if (most < 1_000 || most > 100_000_000) {
      throw new IllegalArgumentException(PATH + " must be 1000 to 100000000, not " + most);
    }
    return new LiveSettings(tokens, partials, most);
  }
}
