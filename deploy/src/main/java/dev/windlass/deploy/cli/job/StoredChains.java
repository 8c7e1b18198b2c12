package dev.windlass.deploy.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.deploy.cli.http.Answer;
import dev.windlass.deploy.cli.http.Api;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.engine.chain.Chain;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Chains that a server keeps. */
public final class StoredChains {
  private static final int TRIES = 5;

  private StoredChains() {}

  /** Stores the chain under its own name; replaces what is there, whoever wrote it last. */
  public static Answer apply(Api api, Chain chain) throws CliFailure, IOException {
    var source = Work.of(chain, false).chain();
    var path = "v1/chains/" + chain.name();
    for (int left = TRIES; ; left--) {
      var headers = etag(api, path);
      try {
        return api.send("PUT", path, source, headers, Duration.ZERO);
      } catch (CliFailure raced) {
        boolean changedMeanwhile =
            raced.slug().equals("version-conflict") || raced.slug().equals("precondition-required");
        if (!changedMeanwhile || left <= 1) {
          throw raced;
        }
      }
    }
  }

  private static Map<String, String> etag(Api api, String path) throws CliFailure, IOException {
    try {
      var there = api.get(path);
      var tag = there.header("etag");
      return Map.of(
          "If-Match", tag == null ? "\"" + there.body().path("digest").asText() + "\"" : tag);
    } catch (CliFailure failure) {
      if (failure.exit() == Exit.NOT_FOUND) {
        return Map.of();
      }
      throw failure;
    }
  }

  /** By {@code name} or {@code name@3}. */
  public static Answer get(Api api, String reference) throws CliFailure, IOException {
    if (!ChainFiles.looksLikeReference(reference)) {
      throw CliFailure.usage(
          reference + " is no chain's name",
          "names are lower-case letters, digits and hyphens, then @N for a version");
    }
    int at = reference.indexOf('@');
    return api.get(
        at < 0
            ? "v1/chains/" + reference
            : "v1/chains/"
                + reference.substring(0, at)
                + "/versions/"
                + reference.substring(at + 1));
  }

  /** The prompts a chain would send, by {@code name} or {@code name@3}. */
  public static JsonNode preview(Api api, String reference, ObjectNode body)
      throws CliFailure, IOException {
    return api.post("v1/chains/" + Api.part(reference) + "/preview", body, Map.of()).body();
  }
}
