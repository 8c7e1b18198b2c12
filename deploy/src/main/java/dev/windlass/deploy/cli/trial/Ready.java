package dev.windlass.deploy.cli.trial;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Whether something answers 200, asked without patience. */
final class Ready {
  private static final int MS = 2_000;

  private Ready() {}

  static boolean is(String url) {
    try {
      var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      connection.setConnectTimeout(MS);
      connection.setReadTimeout(MS);
      try {
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException notYet) {
      return false;
    }
  }
}
