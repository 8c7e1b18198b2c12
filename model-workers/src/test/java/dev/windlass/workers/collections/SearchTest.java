package dev.windlass.workers.collections;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.protocol.Collecting.Change;
import dev.windlass.engine.protocol.Collecting.Part;
import dev.windlass.engine.protocol.Collecting.Vector;
import dev.windlass.engine.protocol.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {
  private CollectionIndex index;
  private long version;

  @BeforeEach
  void open() throws Exception {
    index = new CollectionIndex(null, 4);
  }

  @AfterEach
  void close() throws Exception {
    index.close();
  }

  private Change came(String id, String... chunks) {
    version++;
    var part = new Part(id, id + ".md", Json.object().put("of", id), version, 0, List.of(chunks));
    return new Change(version, false, List.of(), List.of(part), List.of());
  }

  private Change vectors(Vector... vectors) {
    return new Change(++version, false, List.of(), List.of(), List.of(vectors));
  }

  private static Vector vector(String id, long of, int chunk, float... numbers) {
    var bytes = ByteBuffer.allocate(numbers.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (float each : numbers) {
      bytes.putFloat(each);
    }
    return new Vector(id, of, chunk, Base64.getEncoder().encodeToString(bytes.array()));
  }

  private List<String> found(String question, int most) throws Exception {
    return documents(new Search(question, null, true, most).in(index));
  }

  private static List<String> documents(JsonNode passages) {
    var found = new ArrayList<String>();
    passages.forEach(
        each -> found.add(each.path("document").asText() + each.path("chunk").asInt()));
    return found;
  }

  @Test
  void thePassageWithTheRarerWordsOfTheQuestionIsFirst() throws Exception {
    index.apply(
        List.of(
            came("a", "the dog barks at the cat"),
            came("b", "the cat sleeps", "the zebra and the cat run"),
            came("c", "nothing of the sort")));

    assertThat(found("Zebra or cat?", 2)).startsWith("b1").hasSize(2);
  }

  @Test
  void aPassageHasItsTextItsSourceItsScoreAndItsMetadata() throws Exception {
    index.apply(List.of(came("a", "the dog barks")));

    var passage = new Search("dog", null, true, 1).in(index).get(0);

    assertThat(passage.path("text").asText()).isEqualTo("the dog barks");
    assertThat(passage.path("source").asText()).isEqualTo("a.md");
    assertThat(passage.path("score").isNumber()).isTrue();
    assertThat(passage.path("metadata")).isEqualTo(Json.read("{\"of\":\"a\"}"));
  }

  @Test
  void aDocumentThatWasReplacedOrRemovedIsNotFoundAnyMore() throws Exception {
    index.apply(List.of(came("a", "the dog barks"), came("b", "another dog")));
    index.apply(List.of(came("a", "the cat sleeps")));
    assertThat(found("dog", 9)).containsExactly("b0");

    index.apply(List.of(new Change(++version, false, List.of("b"), List.of(), List.of())));
    assertThat(found("dog", 9)).isEmpty();
    assertThat(index.version()).isEqualTo(version);
  }

  @Test
  void aCollectionThatBeganAnewHasNothingOfTheOldOne() throws Exception {
    index.apply(List.of(came("a", "the dog barks")));

    index.apply(List.of(new Change(++version, true, List.of(), List.of(), List.of())));

    assertThat(found("dog", 9)).isEmpty();
  }

  @Test
  void aLongDocumentComesInPartsWhichStayTogether() throws Exception {
    index.apply(List.of(came("a", "first chunk of the whale")));
    var rest = new Part("a", "a.md", null, version, 1, List.of("second chunk of the whale"));
    index.apply(List.of(new Change(++version, false, List.of(), List.of(rest), List.of())));

    assertThat(found("whale", 9)).containsExactlyInAnyOrder("a0", "a1");
  }

  @Test
  void byVectorsTheNearestIsFirstWhateverTheWords() throws Exception {
    index.apply(List.of(came("a", "dog"), came("b", "cat")));
    index.apply(List.of(vectors(vector("a", 1, 0, 1, 0), vector("b", 2, 0, 0, 3))));

    var search = new Search("dog", new float[] {0.1f, 0.9f}, false, 9);

    assertThat(documents(search.in(index))).containsExactly("b0", "a0");
    assertThat(index.width()).isEqualTo(2);
  }

  @Test
  void aVectorOfADocumentThatWasReplacedMeanwhileIsPassedOver() throws Exception {
    index.apply(List.of(came("a", "dog"), came("a", "cat")));
    index.apply(List.of(vectors(vector("a", 1, 0, 1, 0))));

    var search = new Search("cat", new float[] {1, 0}, false, 9);

    assertThat(search.in(index)).isEmpty();
    assertThat(found("cat", 9)).containsExactly("a0");
  }

  @Test
  void byBothWhatIsHighInBothListsIsFirstAndWhatHasNoVectorYetIsFoundByItsWords() throws Exception {
    index.apply(List.of(came("a", "red dog"), came("b", "red cat"), came("c", "red cow")));
    index.apply(List.of(vectors(vector("a", 1, 0, 1, 0), vector("b", 2, 0, 0, 1))));

    var search = new Search("cat", new float[] {0, 1}, true, 9);
    assertThat(documents(search.in(index))).startsWith("b0");

    var withoutVector = new Search("cow", new float[] {0, 1}, true, 9);
    assertThat(documents(withoutVector.in(index))).contains("c0");
  }

  @Test
  void aQuestionOfNoWordsFindsNothingAndALongOneIsNoFault() throws Exception {
    index.apply(List.of(came("a", "the dog barks")));
    var words = new StringBuilder("dog");
    for (int i = 0; i < 3000; i++) {
      words.append(" w").append(i);
    }

    assertThat(found("?! ...", 9)).isEmpty();
    assertThat(found(words.toString(), 9)).containsExactly("a0");
  }

  @Test
  void anIndexInAFolderLeavesNothingBehind(@TempDir Path folder) throws Exception {
    var place = Files.createDirectory(folder.resolve("index"));
    var onDisk = new CollectionIndex(place, 4);
    onDisk.apply(List.of(came("a", "the dog barks")));
    assertThat(new Search("dog", null, true, 1).in(onDisk)).hasSize(1);

    onDisk.close();

    assertThat(place).doesNotExist();
  }
}
