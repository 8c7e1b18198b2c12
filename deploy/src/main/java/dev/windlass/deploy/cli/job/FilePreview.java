package dev.windlass.deploy.cli.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.deploy.cli.PriceLists;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.term.CliFailure;
import dev.windlass.deploy.cli.term.Exit;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.Preview;
import dev.windlass.engine.chain.PreviewCost;
import dev.windlass.engine.protocol.Price;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A preview of a chain that is in a file: the shape of the server's, made without one. */
public final class FilePreview {
  /** About so many bytes of English a token; good enough for what a prompt will cost. */
  private static final int BYTES_A_TOKEN = 4;

  private FilePreview() {}

  /**
   * @param known what models cost, or null where nobody said so
   * @throws CliFailure the input lacks something that the chain needs
   */
  public static ObjectNode of(Chain chain, ObjectNode input, PriceLists.@Nullable Known known)
      throws CliFailure {
    refuseMissing(chain, input);
    var page = Json.object();
    var prompts = page.putArray("prompts");
    long in = 0;
    long most = 0;
    var cost = PreviewCost.NOTHING;
    for (var sent : Preview.of(chain, input)) {
      var prompt = prompts.addObject().put("step", sent.step());
      var messages = prompt.putArray("messages");
      long tokens = 0;
      for (var each : sent.messages()) {
        var message = messages.addObject().put("role", each.role());
        message.set("content", each.content());
        tokens += (Summary.output(each.content()).length() + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN;
      }
      prompt.put("complete", sent.complete());
      var options = sent.options();
      var bound = options.getOrDefault("max_completion_tokens", options.get("max_tokens"));
      long answer = bound == null ? 0 : bound.asLong();
      cost = cost.plus(price(known, sent), tokens, answer);
      in += tokens;
      most += answer;
    }
    page.putObject("tokens").put("in", in).put("out_max", most);
    page.putObject("cost")
        .put("low", dollars(cost.lowNanos()))
        .put("high", dollars(cost.highNanos()))
        .put("currency", "USD");
    return page;
  }

  private static @Nullable Price price(PriceLists.@Nullable Known known, Preview.Sent sent) {
    if (known == null) {
      return null;
    }
    var model = known.defaults().meant(sent.model());
    return model == null ? null : known.prices().of(model.provider(), model.model());
  }

  private static @Nullable String dollars(@Nullable Long nanos) {
    return nanos == null ? null : BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
  }

  private static void refuseMissing(Chain chain, ObjectNode input) throws CliFailure {
    for (var wanted : chain.inputs().entrySet()) {
      var name = wanted.getKey();
      boolean given =
          input.has(name)
              || wanted.getValue().fallback() != null
              || chain.defaults().containsKey(name);
      if (!given) {
        var problem =
            Json.object().put("type", "about:blank").put("title", "A variable is missing");
        problem.put("detail", "the input lacks " + name).put("exit_code", Exit.USAGE.code());
        problem
            .putArray("errors")
            .addObject()
            .put("pointer", "/input/" + name)
            .put("code", "missing-variable")
            .put("detail", "the input lacks " + name);
        throw CliFailure.problem(
            Exit.USAGE,
            "the input lacks " + name,
            "give it: --input '{\"" + name + "\": ...}'",
            problem);
      }
    }
  }
}
