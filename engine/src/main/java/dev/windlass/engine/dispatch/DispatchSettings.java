package dev.windlass.engine.dispatch;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import dev.windlass.engine.protocol.Terms;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * {@code windlass.dispatch} and {@code windlass.tenants}, read once.
 *
 * @param tick how often lanes are offered again, and standings and backlogs are told
 * @param remindAfter after which time without a word outcomes are told again
 * @param lostAfter how long after the loss of another node's pool what it had is asked again
 * @param seekAtMost how long what another node may have is looked for
 * @param largestGrant steps in one grant at most
 * @param grantBytes of prompts in one grant, about
 * @param tenantWeights of the tenants that have another than 1
 */
public record DispatchSettings(
    Duration tick,
    Duration remindAfter,
    Duration lostAfter,
    Duration seekAtMost,
    int largestGrant,
    long grantBytes,
    Map<String, Double> tenantWeights) {
  private static final String PATH = "windlass.dispatch.";
  private static final String TENANTS = "windlass.tenants";

  public DispatchSettings {
    if (tick.isNegative() || tick.isZero()) {
      throw new IllegalArgumentException(PATH + "tick must be longer than 0");
    }
    if (largestGrant < 1) {
      throw new IllegalArgumentException(
          PATH + "largest-grant must be at least 1, not " + largestGrant);
    }
    if (grantBytes < 1) {
      throw new IllegalArgumentException(
          PATH + "grant-bytes must be at least 1, not " + grantBytes);
    }
    tenantWeights = Map.copyOf(tenantWeights);
  }

  Grants.Cut cut() {
    return new Grants.Cut(largestGrant, grantBytes);
  }

  /** Nonsense is an {@link IllegalArgumentException} with the setting's full path. */
  public static DispatchSettings of(Config config) {
    return new DispatchSettings(
        config.getDuration(PATH + "tick"),
        config.getDuration(PATH + "remind-after"),
        config.getDuration(PATH + "lost-after"),
        config.getDuration(PATH + "seek-at-most"),
        config.getInt(PATH + "largest-grant"),
        config.getBytes(PATH + "grant-bytes"),
        weights(config.getObject(TENANTS)));
  }

  private static Map<String, Double> weights(ConfigObject tenants) {
    var weights = new HashMap<String, Double>();
    for (var each : tenants.entrySet()) {
      var path = TENANTS + "." + each.getKey();
      if (!(each.getValue() instanceof ConfigObject tenant)) {
        throw new IllegalArgumentException(path + " must be an object, such as { weight = 2 }");
      }
      for (var key : tenant.keySet()) {
        if (!key.equals("weight")) {
          throw new IllegalArgumentException(
              "there is no setting " + path + "." + key + "; a tenant has a weight");
        }
      }
      if (tenant.containsKey("weight")) {
        double weight = tenant.toConfig().getDouble("weight");
        if (!Terms.isWeight(weight)) {
          throw new IllegalArgumentException(path + ".weight must be 0.01 to 1000, not " + weight);
        }
        weights.put(each.getKey(), weight);
      }
    }
    return weights;
  }

  /** How much of a lane is this tenant's, beside others. */
  public double tenantWeight(String tenant) {
    return tenantWeights.getOrDefault(tenant, Terms.USUAL_WEIGHT);
  }
}
