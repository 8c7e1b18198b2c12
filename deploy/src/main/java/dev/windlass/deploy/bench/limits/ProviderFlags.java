package dev.windlass.deploy.bench.limits;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a provider shall behave: names of flags without their dashes, and values. */
record ProviderFlags(Map<String, String> flags, boolean headers) {
  /** The load that other clients were measured with: lognormal, 200 ms. */
  static final ProviderFlags LOGNORMAL =
      new ProviderFlags(Map.of(), true).with("latency", "200ms").with("sigma", 0.5);

  /** A rate of 6,000 requests a minute and a burst of one second's worth. */
  static final ProviderFlags RPM_6000 = LOGNORMAL.requests(6_000, 100);

  ProviderFlags with(String name, Object value) {
    var more = new LinkedHashMap<>(flags);
    more.put(name, value.toString());
    return new ProviderFlags(more, headers);
  }

  ProviderFlags requests(int perMinute, int burst) {
    return with("rpm", perMinute).with("rburst", burst);
  }

  ProviderFlags tokens(int perMinute, int burst) {
    return with("tpm", perMinute).with("tburst", burst);
  }

  ProviderFlags withoutHeaders() {
    return new ProviderFlags(flags, false);
  }

  /** As Go programs read flags. */
  List<String> singleDash() {
    var words = words("-");
    if (!headers) {
      words.add("-headers=false");
    }
    return words;
  }

  /** As {@code windlass provider} reads them. */
  List<String> doubleDash() {
    var words = words("--");
    if (!headers) {
      words.add("--no-headers");
    }
    return words;
  }

  private List<String> words(String dash) {
    var words = new ArrayList<String>();
    flags.forEach((name, value) -> {
      words.add(dash + name);
      words.add(value);
    });
    return words;
  }
}
