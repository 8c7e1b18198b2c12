package dev.windlass.engine.collection;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.windlass.engine.collection.Collection.Adding.Decided;
import dev.windlass.engine.collection.Collection.Adding.Refused;
import dev.windlass.engine.collection.CollectionEvent.DocumentRemoved;
import dev.windlass.engine.collection.CollectionEvent.DocumentsCame;
import dev.windlass.engine.collection.CollectionEvent.Ended;
import dev.windlass.engine.collection.CollectionEvent.VectorsCame;
import dev.windlass.engine.protocol.Collecting.Document;
import dev.windlass.engine.protocol.Collecting.Settings;
import dev.windlass.engine.protocol.Collecting.Vector;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollectionTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final CollectionSettings BOUNDS =
      CollectionSettings.of(
          ConfigFactory.parseString(
                  "windlass.collections { most-documents = 3, most-text = 5000, event-text = 1000 }")
              .withFallback(ConfigFactory.defaultReference()));

  private final Collection collection = new Collection();

  private static Document document(String id, String text) {
    return new Document(id, id, text, null);
  }

  private Decided add(Document... documents) {
    var decided = (Decided) collection.add(Settings.UNSAID, List.of(documents), BOUNDS, NOON);
    decided.events().forEach(collection::apply);
    return decided;
  }

  @Test
  void theFirstDocumentMakesTheCollection() {
    var decided = add(document("a", "alpha"));

    assertThat(decided.added()).isEqualTo(1);
    assertThat(collection.exists()).isTrue();
    assertThat(collection.view(null).documents()).isEqualTo(1);
    assertThat(collection.view(null).version()).isEqualTo(2); // it began, and a document came
  }

  @Test
  void theSameDocumentAgainChangesNothing() {
    add(document("a", "alpha"));

    var again = add(document("a", "alpha"));

    assertThat(again.events()).isEmpty();
    assertThat(again.unchanged()).isEqualTo(1);
  }

  @Test
  void aDocumentOfTheSameIdTakesTheOthersPlace() {
    add(document("a", "alpha"));

    var again = add(document("a", "beta and more"));

    assertThat(again.replaced()).isEqualTo(1);
    assertThat(collection.view(null).documents()).isEqualTo(1);
    assertThat(collection.view(null).chars()).isEqualTo("beta and more".length());
  }

  @Test
  void aLongDocumentIsSeveralSmallEventsWrittenTogether() {
    var decided = add(document("a", "word ".repeat(800)));

    var came =
        decided.events().stream()
            .filter(DocumentsCame.class::isInstance)
            .map(DocumentsCame.class::cast)
            .toList();
    assertThat(came.size()).isGreaterThan(2);
    assertThat(came)
        .allMatch(event ->
            event.parts().stream()
                    .flatMap(part -> part.chunks().stream())
                    .mapToInt(String::length)
                    .sum()
                <= 2000);
    assertThat(collection.view(null).chunks()).isEqualTo(decided.chunks());
    assertThat(collection.view(null).chars()).isEqualTo(4000);
  }

  @Test
  void moreDocumentsOrTextThanAllowedAreRefusedAndNothingIsAdded() {
    add(document("a", "alpha"), document("b", "beta"));

    var many =
        collection.add(
            Settings.UNSAID, List.of(document("c", "c"), document("d", "d")), BOUNDS, NOON);
    var much =
        collection.add(Settings.UNSAID, List.of(document("c", "x".repeat(6000))), BOUNDS, NOON);

    assertThat(((Refused) many).why().detail()).contains("3 documents").contains("most-documents");
    assertThat(((Refused) much).why().detail()).contains("most-text");
    assertThat(collection.view(null).documents()).isEqualTo(2);
  }

  @Test
  void otherSettingsThanThoseInForceAreRefused() {
    add(document("a", "alpha"));

    var refused =
        collection.add(new Settings(0, -1, "sim/e"), List.of(document("b", "b")), BOUNDS, NOON);

    assertThat(((Refused) refused).why().detail()).contains("is not embedded");
  }

  @Test
  void aVectorCountsOnceAndOnlyForTheDocumentItWasMadeFor() {
    var made =
        (Decided)
            collection.add(
                new Settings(0, -1, "sim/e"), List.of(document("a", "alpha")), BOUNDS, NOON);
    made.events().forEach(collection::apply);
    assertThat(collection.wantsVectorsAfter()).isEqualTo(1);
    var vector = new Vector("a", 2, 0, "AACAPw==");

    collection.apply(new VectorsCame(List.of(vector, vector)));
    assertThat(collection.view(null).embedded()).isEqualTo(1);
    assertThat(collection.wantsVectorsAfter()).isEqualTo(-1);

    add(document("a", "something else"));
    assertThat(collection.view(null).embedded()).isZero();
    collection.apply(new VectorsCame(List.of(vector)));
    assertThat(collection.view(null).embedded()).isZero();
    assertThat(collection.wantsVector("a", 4, 0)).isTrue();
  }

  @Test
  void aSnapshotBringsTheSameCollectionBack() {
    add(document("a", "alpha"), document("b", "beta"));
    collection.apply(new DocumentRemoved("a", NOON));

    var back = Collection.of(collection.snapshot());

    assertThat(back.view(null)).isEqualTo(collection.view(null));
    assertThat(back.has("a")).isFalse();
    assertThat(back.has("b")).isTrue();
  }

  @Test
  void aCollectionThatEndedMayBeginAnewAndItsVersionsGoOn() {
    add(document("a", "alpha"));
    collection.apply(new Ended(NOON));
    assertThat(collection.exists()).isFalse();

    add(document("b", "beta"));

    assertThat(collection.view(null).version()).isEqualTo(5);
    assertThat(collection.has("a")).isFalse();
  }
}
