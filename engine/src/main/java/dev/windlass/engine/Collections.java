package dev.windlass.engine;

import dev.windlass.engine.protocol.Collecting.Added;
import dev.windlass.engine.protocol.Collecting.Document;
import dev.windlass.engine.protocol.Collecting.Opened;
import dev.windlass.engine.protocol.Collecting.Page;
import dev.windlass.engine.protocol.Collecting.Settings;
import dev.windlass.engine.protocol.Collecting.Shown;
import dev.windlass.engine.protocol.Collecting.View;
import dev.windlass.engine.protocol.Reply;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Named collections of documents, which {@code retrieve} searches. */
public interface Collections {
  record Named(String name, View view) {}

  /**
   * Makes a collection, unless it is there. Refused with {@code WRONG_STATE} where it has other
   * settings.
   */
  CompletionStage<Reply<Opened>> open(String tenant, String name, Settings settings);

  /**
   * Adds documents, making the collection first where there is none. One whose id is there already
   * takes its place; the same content again changes nothing. Durable when it completes, and every
   * search that begins later finds them. They are written in several pieces where they are many: a
   * refusal may leave the first of them added.
   */
  CompletionStage<Reply<Added>> add(
      String tenant, String name, Settings settings, List<Document> documents);

  CompletionStage<Reply<View>> get(String tenant, String name);

  /** All of the tenant's, by name. */
  CompletionStage<Reply<List<Named>>> list(String tenant);

  /** Documents in the order of their ids, behind this one. */
  CompletionStage<Reply<Page>> documents(String tenant, String name, String after, int most);

  CompletionStage<Reply<Shown>> document(String tenant, String name, String id);

  CompletionStage<Reply<View>> remove(String tenant, String name, String document);

  /** Takes a collection away; answers how it last stood. */
  CompletionStage<Reply<View>> delete(String tenant, String name);
}
