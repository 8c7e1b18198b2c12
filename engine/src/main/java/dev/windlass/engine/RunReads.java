package dev.windlass.engine;

import dev.windlass.engine.partition.Line;
import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.RunView;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Runs and lines as the journal keeps them. Thread-safe. */
public interface RunReads {
  /** One run with its steps and calls, wherever it is kept. */
  CompletionStage<Reply<RunView>> run(String tenant, String id);

  /** All runs of a partition of single runs, in order; none where it is another tenant's. */
  CompletionStage<Reply<List<RunView>>> alone(String tenant, String partition);

  /** The lines that a job's partition holds, in order. */
  CompletionStage<Reply<List<Line>>> lines(String partition);
}
