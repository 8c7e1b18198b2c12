package dev.windlass.workers.collections;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.windlass.engine.protocol.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.jspecify.annotations.Nullable;

/**
 * One search. By words: every word of the question may stand in a passage, those that do are ranked
 * by BM25 (Robertson and Zaragoza, 2009, "The Probabilistic Relevance Framework"; Lucene's k1 =
 * 1.2, b = 0.75). By vectors: the nearest by cosine. By both: reciprocal rank fusion (Cormack,
 * Clarke and Buettcher, 2009), since the two scores cannot be compared: a passage at rank r of a
 * list gets 1 / (60 + r), and the sums are ranked.
 *
 * @param vector the question's, or null
 * @param lexical whether words count
 * @param most passages
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Search(String question, float @Nullable [] vector, boolean lexical, int most) {
  /** Words of a question that count; Lucene takes no more than 1,024 in one query. */
  private static final int MOST_WORDS = 512;

  /** As its authors have it. */
  private static final int FUSION = 60;

  /** Each list is looked at so much deeper than is wanted, for what is high in the other. */
  private static final int DEEPER = 4;

  private static final int LEAST_DEPTH = 50;

  private record Hit(int document, double score) {}

  ArrayNode in(CollectionIndex index) throws IOException {
    return index.look(searcher -> passages(searcher, hits(searcher)));
  }

  private List<Hit> hits(IndexSearcher searcher) throws IOException {
    if (vector == null) {
      return hits(byWords(searcher, most));
    }
    if (!lexical) {
      return hits(nearest(searcher, most));
    }
    int depth = Math.max(LEAST_DEPTH, most * DEEPER);
    var fused = new LinkedHashMap<Integer, Double>();
    add(nearest(searcher, depth), fused);
    add(byWords(searcher, depth), fused);
    return fused.entrySet().stream()
        .sorted(Map.Entry.<Integer, Double>comparingByValue().reversed())
        .limit(most)
        .map(each -> new Hit(each.getKey(), each.getValue()))
        .toList();
  }

  private static void add(ScoreDoc[] ranked, Map<Integer, Double> into) {
    for (int rank = 0; rank < ranked.length; rank++) {
      into.merge(ranked[rank].doc, 1.0 / (FUSION + rank + 1), Double::sum);
    }
  }

  private static List<Hit> hits(ScoreDoc[] ranked) {
    return Arrays.stream(ranked).map(each -> new Hit(each.doc, each.score)).toList();
  }

  private ScoreDoc[] nearest(IndexSearcher searcher, int depth) throws IOException {
    if (vector == null) {
      return new ScoreDoc[0];
    }
    return searcher.search(new KnnFloatVectorQuery(Fields.VECTOR, vector, depth), depth).scoreDocs;
  }

  private ScoreDoc[] byWords(IndexSearcher searcher, int depth) throws IOException {
    var query = query();
    return query == null ? new ScoreDoc[0] : searcher.search(query, depth).scoreDocs;
  }

  private @Nullable Query query() throws IOException {
    var words = words();
    if (words.isEmpty()) {
      return null;
    }
    var any = new BooleanQuery.Builder();
    for (var word : words) {
      any.add(new TermQuery(new Term(Fields.TEXT, word)), BooleanClause.Occur.SHOULD);
    }
    return any.build();
  }

  /** Cut as the texts were. */
  private Set<String> words() throws IOException {
    var words = new LinkedHashSet<String>();
    try (Analyzer analyzer = new StandardAnalyzer();
        var stream = analyzer.tokenStream(Fields.TEXT, question)) {
      var word = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (words.size() < MOST_WORDS && stream.incrementToken()) {
        words.add(word.toString());
      }
      stream.end();
    }
    return words;
  }

  private static ArrayNode passages(IndexSearcher searcher, List<Hit> hits) throws IOException {
    var passages = JsonNodeFactory.instance.arrayNode(hits.size());
    var stored = searcher.storedFields();
    for (var hit : hits) {
      var found = stored.document(hit.document());
      var passage = passages.addObject();
      passage.put("text", found.get(Fields.TEXT));
      passage.put("source", found.get(Fields.SOURCE));
      passage.put("score", rounded(hit.score()));
      passage.put("document", found.get(Fields.DOCUMENT));
      passage.put("chunk", found.getField(Fields.CHUNK).numericValue().intValue());
      var metadata = found.get(Fields.METADATA);
      if (metadata != null) {
        passage.set("metadata", tree(metadata));
      }
    }
    return passages;
  }

  /** More digits than these mean nothing, and make prompts and journals longer. */
  private static double rounded(double score) {
    return Math.round(score * 1e6) / 1e6;
  }

  private static JsonNode tree(String json) throws IOException {
    return Json.read(json);
  }
}
