package dev.windlass.workers.collections;

import dev.windlass.engine.protocol.Collecting.Change;
import dev.windlass.engine.protocol.Collecting.Part;
import dev.windlass.engine.protocol.Collecting.Vector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;

/**
 * One collection as Lucene has it: each chunk is a document of Lucene's. It follows the
 * collection's changes in their order; {@link #version} says how far it has come. Changes come from
 * one thread at a time; searches may go on beside them.
 */
final class CollectionIndex implements AutoCloseable {
  private final @Nullable Path folder;
  private final Directory directory;
  private final IndexWriter writer;
  private final SearcherManager searchers;
  private volatile long version;
  private int width;

  /**
   * @param folder where it is kept, emptied when it is closed; null: in memory
   */
  CollectionIndex(@Nullable Path folder, int bufferMegabytes) throws IOException {
    this.folder = folder;
    directory = folder == null ? new ByteBuffersDirectory() : FSDirectory.open(folder);
    writer =
        new IndexWriter(
            directory,
            new IndexWriterConfig(new StandardAnalyzer())
                .setRAMBufferSizeMB(bufferMegabytes)
                .setCommitOnClose(false));
    searchers = new SearcherManager(writer, new SearcherFactory());
  }

  /** Of the collection, up to which its changes are in it and can be found. */
  long version() {
    return version;
  }

  /** Takes in changes that follow those that it has. */
  void apply(List<Change> changes) throws IOException {
    for (var change : changes) {
      if (change.cleared()) {
        writer.deleteAll();
        width = 0;
      }
      for (var document : change.removed()) {
        writer.deleteDocuments(new Term(Fields.DOCUMENT, document));
      }
      for (var part : change.parts()) {
        add(part);
      }
      if (!change.vectors().isEmpty()) {
        embed(change.vectors());
      }
    }
    searchers.maybeRefreshBlocking();
    if (!changes.isEmpty()) {
      version = changes.getLast().version();
    }
  }

  private void add(Part part) throws IOException {
    if (part.first() == 0) {
      writer.deleteDocuments(new Term(Fields.DOCUMENT, part.document()));
    }
    for (int i = 0; i < part.chunks().size(); i++) {
      int chunk = part.first() + i;
      var metadata = part.metadata() == null ? null : part.metadata().toString();
      writer.addDocument(
          document(
              part.document(),
              chunk,
              part.version(),
              part.source(),
              metadata,
              part.chunks().get(i)));
    }
  }

  private static Document document(
      String id, int chunk, long of, String source, @Nullable String metadata, String text) {
    var document = new Document();
    document.add(new StringField(Fields.DOCUMENT, id, Field.Store.YES));
    document.add(new StringField(Fields.KEY, Fields.key(id, chunk), Field.Store.NO));
    document.add(new StoredField(Fields.CHUNK, chunk));
    document.add(new StoredField(Fields.VERSION, of));
    document.add(new StoredField(Fields.SOURCE, source));
    if (metadata != null) {
      document.add(new StoredField(Fields.METADATA, metadata));
    }
    document.add(new TextField(Fields.TEXT, text, Field.Store.YES));
    return document;
  }

  /** A chunk that has a vector is written anew with it: Lucene adds none to what is there. */
  private void embed(List<Vector> vectors) throws IOException {
    searchers.maybeRefreshBlocking(); // their chunks may have come a moment before
    var searcher = searchers.acquire();
    try {
      var stored = searcher.storedFields();
      for (var each : vectors) {
        var numbers = Vectors.read(each.numbers());
        var key = new Term(Fields.KEY, Fields.key(each.document(), each.chunk()));
        var found = searcher.search(new TermQuery(key), 1).scoreDocs;
        if (found.length == 0
            || Vectors.isZero(numbers)
            || (width != 0 && width != numbers.length)) {
          continue;
        }
        var old = stored.document(found[0].doc);
        var of = old.getField(Fields.VERSION).numericValue().longValue();
        if (of != each.version()) {
          continue;
        }
        width = numbers.length;
        var anew =
            document(
                each.document(),
                each.chunk(),
                of,
                String.valueOf(old.get(Fields.SOURCE)),
                old.get(Fields.METADATA),
                String.valueOf(old.get(Fields.TEXT)));
        anew.add(
            new KnnFloatVectorField(Fields.VECTOR, numbers, VectorSimilarityFunction.DOT_PRODUCT));
        writer.updateDocument(key, anew);
      }
    } finally {
      searchers.release(searcher);
    }
  }

  /** Numbers of each vector; 0 while there is none. */
  int width() {
    return width;
  }

  /** What is asked of a searcher. */
  interface Look<T> {
    T at(IndexSearcher searcher) throws IOException;
  }

  <T> T look(Look<T> look) throws IOException {
    var searcher = searchers.acquire();
    try {
      return look.at(searcher);
    } finally {
      searchers.release(searcher);
    }
  }

  @Override
  public void close() throws IOException {
    searchers.close();
    writer.rollback();
    directory.close();
    if (folder != null) {
      try (var files = Files.list(folder)) {
        for (var file : files.toList()) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(folder);
    }
  }
}
