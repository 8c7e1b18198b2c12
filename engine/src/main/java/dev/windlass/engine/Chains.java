package dev.windlass.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.PreviewCost;
import dev.windlass.engine.protocol.Message;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.Travels;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Applied chains, by name and version; a version never changes. */
public interface Chains {
  record Version(String name, int version, String digest, JsonNode source, Instant createdAt)
      implements Travels {
    public String reference() {
      return name + "@" + version;
    }
  }

  /**
   * @param created false when the content was there already, and the version is that one
   */
  record Put(Version version, boolean created) implements Travels {}

  /**
   * Applies a chain. Replacing different content needs {@code ifMatch} (the digest it replaces).
   *
   * @param ifAbsent refuse when a chain of this name exists
   */
  CompletionStage<Reply<Put>> put(
      String tenant, String name, Chain chain, @Nullable String ifMatch, boolean ifAbsent);

  /** {@code name} or {@code name@3}. */
  CompletionStage<Reply<Version>> get(String tenant, String reference);

  /** The latest version of each. */
  CompletionStage<List<Version>> list(String tenant);

  /**
   * Forgets a chain with all its versions; jobs and runs keep their own copies, and a chain made
   * again under its name goes on counting. Refused with {@code JOB_ACTIVE} while a job that has not
   * ended uses it.
   */
  CompletionStage<Reply<Boolean>> delete(String tenant, String name);

  /**
   * The prompts a chain would send, rendered as far as they can be without an answer.
   *
   * @param complete whether nothing is missing in it
   */
  record Prompt(String step, List<Message> messages, boolean complete) {}

  /**
   * @param maxOutputTokens together, of the prompts whose answers are bounded
   */
  record Preview(List<Prompt> prompts, long inputTokens, long maxOutputTokens, PreviewCost cost) {}

  CompletionStage<Reply<Preview>> preview(String tenant, ChainSource chain, ObjectNode input);
}
