package dev.windlass.api.results;

import dev.windlass.api.http.Answers;
import dev.windlass.api.view.ResultJson;
import dev.windlass.engine.results.ResultItem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * A page of results. What follows the last row is looked at only where it came with it, so that a
 * full page waits for nothing.
 */
final class ResultPage {
  private final int size;
  private final List<ResultItem> items = new ArrayList<>();
  private @Nullable String cursor;
  private boolean end;
  private boolean full;

  private ResultPage(int size, @Nullable String cursor) {
    this.size = size;
    this.cursor = cursor;
  }

  /**
   * @param cursor where the page begins, or null
   */
  static CompletionStage<ResultPage> of(
      Source<List<ResultItem>, NotUsed> chunks,
      int size,
      @Nullable String cursor,
      Materializer materializer) {
    var page = new ResultPage(size, cursor);
    return chunks
        .map(chunk -> {
          page.take(chunk);
          return page;
        })
        .takeWhile(each -> !each.full)
        .runWith(Sink.ignore(), materializer)
        .thenApply(done -> page);
  }

  private void take(List<ResultItem> chunk) {
    for (var each : chunk) {
      switch (each) {
        case ResultItem.End(var at) -> {
          cursor = at;
          end = true;
          full = true;
        }
        case ResultItem.More(var at) -> {
          cursor = items.size() < size ? at : cursor;
          full = true;
        }
        case ResultItem.Row row -> add(row);
        case ResultItem.Gap gap -> add(gap);
      }
      if (full) {
        return;
      }
    }
    full = items.size() == size;
  }

  private void add(ResultItem item) {
    if (items.size() == size) {
      full = true;
    } else {
      items.add(item);
      cursor = item.cursor();
    }
  }

  HttpResponse answer(boolean steps) {
    return Answers.json(
        200,
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart("items");
          for (var each : items) {
            ResultJson.write(out, each, steps);
          }
          out.writeEndArray();
          out.writeStringField("next_cursor", cursor);
          out.writeBooleanField("end", end);
          out.writeEndObject();
        });
  }
}
