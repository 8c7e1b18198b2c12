package dev.windlass.engine.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.Chains;
import dev.windlass.engine.job.CatalogChange.ChainApplied;
import dev.windlass.engine.job.CatalogChange.ChainDeleted;
import dev.windlass.engine.protocol.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's chains with all their versions. The versions stay in memory: they are written by
 * people and small (a chain is at most 8 MiB of JSON and mostly a few KiB). Pure; changes in place.
 */
final class Catalog {
  private final Map<String, List<Chains.Version>> chains = new TreeMap<>();
  private final Map<String, Integer> lastNumbers = new HashMap<>();

  Catalog apply(CatalogChange change) {
    switch (change) {
      case ChainApplied(var name, int number, var digest, var source, var at) -> {
        chains
            .computeIfAbsent(name, n -> new ArrayList<>())
            .add(new Chains.Version(name, number, digest, source, at));
        lastNumbers.put(name, number);
      }
      case ChainDeleted(var name, var at) -> chains.remove(name);
    }
    return this;
  }

  /** What comes of applying a chain: a refusal, the version there is, or an event for a new one. */
  sealed interface Applying {
    record Refused(Refusal why) implements Applying {}

    record Same(Chains.Version version) implements Applying {}

    record Written(ChainApplied event) implements Applying {}
  }

  /**
   * Equal content is the version that is there, whatever it was to replace: the request may be a
   * repetition. To replace other content takes the digest of what is replaced.
   */
  Applying decide(
      String name,
      String digest,
      JsonNode source,
      @Nullable String ifMatch,
      boolean ifAbsent,
      Instant now) {
    var latest = latest(name);
    if (latest != null && ifAbsent) {
      return new Applying.Refused(
          conflict("a chain " + name + " exists, and If-None-Match asked for none", latest));
    }
    if (latest != null && latest.digest().equals(digest)) {
      return new Applying.Same(latest);
    }
    if (latest == null && ifMatch != null) {
      return new Applying.Refused(
          Refusal.of(
              Refusal.Kind.VERSION_CONFLICT,
              "there is no chain " + name + " to replace; apply it without If-Match"));
    }
    if (latest != null && ifMatch == null) {
      return new Applying.Refused(
          Refusal.of(
                  Refusal.Kind.PRECONDITION_REQUIRED,
                  latest.reference()
                      + " has other content; to replace it, name its digest in If-Match: \""
                      + latest.digest()
                      + "\"")
              .with("digest", latest.digest()));
    }
    if (latest != null && !latest.digest().equals(ifMatch)) {
      return new Applying.Refused(
          conflict("the latest version is " + latest.reference() + ", not the one named", latest));
    }
    int number = lastNumbers.getOrDefault(name, 0) + 1;
    return new Applying.Written(new ChainApplied(name, number, digest, source, now));
  }

  private static Refusal conflict(String detail, Chains.Version latest) {
    return Refusal.of(
            Refusal.Kind.VERSION_CONFLICT,
            detail + "; read it, and apply yours with If-Match: \"" + latest.digest() + "\"")
        .with("digest", latest.digest());
  }

  Chains.@Nullable Version latest(String name) {
    var versions = chains.get(name);
    return versions == null ? null : versions.getLast();
  }

  /**
   * @param reference {@code name} or {@code name@3}
   */
  Chains.@Nullable Version find(String reference) {
    int at = reference.indexOf('@');
    if (at < 0) {
      return latest(reference);
    }
    var number = reference.substring(at + 1);
    for (var version : chains.getOrDefault(reference.substring(0, at), List.of())) {
      if (Integer.toString(version.version()).equals(number)) {
        return version;
      }
    }
    return null;
  }

  List<Chains.Version> latest() {
    return chains.values().stream().map(List::getLast).toList();
  }
}
