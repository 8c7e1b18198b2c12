package dev.windlass.deploy.cli.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.deploy.cli.ServerOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code run} was told.
 *
 * @param what a chain file, a stored chain or a prompt
 * @param input a file of rows, {@code -} for standard input, or null for one run
 * @param single input of the one run
 * @param out file for the rows, or null for standard output
 * @param order {@code input} or {@code completion}, or null for what suits the output
 * @param data folder of the journal and of spooled input
 * @param fresh make a new job even if the same one is there
 * @param server how to start one in this process
 */
public record RunPlan(
    String what,
    @Nullable String input,
    ObjectNode single,
    @Nullable Path out,
    @Nullable String model,
    @Nullable String order,
    List<LimitFlag> limits,
    Path data,
    @Nullable String name,
    boolean fresh,
    boolean strict,
    Map<String, String> labels,
    Fairness fairness,
    @Nullable String include,
    boolean json,
    boolean quiet,
    ServerOptions server) {

  public String orderOrUsual() {
    return order != null ? order : out != null ? "input" : "completion";
  }
}
