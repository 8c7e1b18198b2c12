package dev.windlass.engine;

import dev.windlass.engine.protocol.Reply;
import dev.windlass.engine.protocol.RunView;
import dev.windlass.engine.results.FailureGroup;
import dev.windlass.engine.results.ResultItem;
import dev.windlass.engine.results.ResultQuery;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/** Results of jobs, read back from the journal in either order. */
public interface ResultsDoor {
  /** Items in chunks, as the journal gives them; the last item is More or End. */
  CompletionStage<Reply<Source<List<ResultItem>, NotUsed>>> read(ResultQuery query);

  CompletionStage<Reply<RunView>> one(String tenant, String job, String lineId);

  /** Failed lines by class, most lines first. */
  CompletionStage<Reply<List<FailureGroup>>> failures(String tenant, String job);
}
