package dev.windlass.deploy.cli.job;

import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Text;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One {@code --limit}: {@code rpm=600,tpm=90000} or {@code openai/gpt-x:rpm=500}.
 *
 * @param model {@code provider/model}, or empty for every model of the default provider
 * @param values plain numbers by key, in the order written
 */
public record LimitFlag(String model, Map<String, String> values) {
  private static final List<String> KEYS =
      List.of("rpm", "rps", "tpm", "itpm", "otpm", "rpd", "tpd", "concurrency", "burst", "tburst");

  public static LimitFlag read(String written) throws CliFailure {
    int colon = written.lastIndexOf(':', written.indexOf('='));
    var model = colon < 0 ? "" : written.substring(0, colon);
    var values = new LinkedHashMap<String, String>();
    for (var each : written.substring(colon + 1).split(",", -1)) {
      int is = each.indexOf('=');
      var key = is < 0 ? each : each.substring(0, is);
      if (is < 0) {
        throw wrong(
            written, each.isEmpty() ? "there is nothing to set in it" : each + " has no value");
      }
      if (!KEYS.contains(key)) {
        throw wrong(
            written,
            "no limit is called "
                + key
                + Text.nearest(key, KEYS).map(it -> "; did you mean " + it + "?").orElse(""));
      }
      values.put(key, number(written, key, each.substring(is + 1)));
    }
    return new LimitFlag(model, values);
  }

  private static String number(String written, String key, String text) throws CliFailure {
    try {
      var number = new BigDecimal(text.replace("_", ""));
      if (number.signum() > 0 && number.precision() - number.scale() <= 15) {
        var plain = number.stripTrailingZeros().toPlainString();
        if (key.equals("concurrency") && plain.indexOf('.') >= 0) {
          throw wrong(written, "concurrency is a whole number");
        }
        return plain;
      }
    } catch (NumberFormatException noNumber) {
      // told below
    }
    throw wrong(written, key + " must be a number above 0, such as 600 or 2e6");
  }

  private static CliFailure wrong(String written, String why) {
    return CliFailure.usage(
        "--limit " + written + ": " + why,
        "such as --limit rpm=600,tpm=90000,concurrency=64 or --limit openai/gpt-x:rpm=500; keys: "
            + String.join(", ", KEYS));
  }

  @Override
  public String toString() {
    var text = new StringBuilder(model.isEmpty() ? "" : model + ":");
    var comma = "";
    for (var each : values.entrySet()) {
      text.append(comma).append(each.getKey()).append('=').append(each.getValue());
      comma = ",";
    }
    return text.toString();
  }
}
