package dev.windlass.deploy.cli.command;

import dev.windlass.deploy.cli.term.CliFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What run and submit both say of a job. */
final class WorkOptions {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description = "provider/model, in place of the chain's own.")
  @Nullable String model;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "A name for the job; another name makes another job.")
  @Nullable String name;

  @Option(names = "--new", description = "A fresh job, even if the same one was run before.")
  boolean fresh;

  @Option(names = "--strict", description = "One bad line rejects the job before any call.")
  boolean strict;

  @Option(
      names = "--label",
      paramLabel = "K=V",
      description = "A label to find the job by; may be repeated.")
  List<String> labels = new ArrayList<>();

  Map<String, String> labelPairs() throws CliFailure {
    return pairs(labels);
  }

  static Map<String, String> pairs(List<String> labels) throws CliFailure {
    var pairs = new LinkedHashMap<String, String>();
    for (var label : labels) {
      int is = label.indexOf('=');
      if (is <= 0) {
        throw CliFailure.usage("--label " + label + " is no pair", "write --label key=value");
      }
      pairs.put(label.substring(0, is), label.substring(is + 1));
    }
    return pairs;
  }
}
