package dev.windlass.engine.collection;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windlass.engine.journal.JournalSamples;
import dev.windlass.engine.protocol.Collecting.Entry;
import dev.windlass.engine.protocol.Collecting.Part;
import dev.windlass.engine.protocol.Collecting.Settings;
import dev.windlass.engine.protocol.Collecting.Vector;
import dev.windlass.engine.protocol.Journaled;
import dev.windlass.engine.protocol.Json;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CollectionSamplesTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  static Stream<Arguments> examples() {
    var settings = new Settings(1000, 150, "openai/text-embedding-3-small");
    ObjectNode metadata = Json.object().put("page", 3);
    var part = new Part("a.md", "docs/a.md", metadata, 2, 0, List.of("One.", "Two."));
    return Stream.of(
        Arguments.of("collection.began.1", new CollectionEvent.Began(settings, NOON)),
        Arguments.of(
            "collection.documents-came.1",
            new CollectionEvent.DocumentsCame(
                List.of(part), List.of(9), List.of("0011223344556677"), NOON)),
        Arguments.of(
            "collection.vectors-came.1",
            new CollectionEvent.VectorsCame(List.of(new Vector("a.md", 2, 1, "AACAPwAAAAA=")))),
        Arguments.of(
            "collection.document-removed.1", new CollectionEvent.DocumentRemoved("a.md", NOON)),
        Arguments.of("collection.ended.1", new CollectionEvent.Ended(NOON)),
        Arguments.of(
            "collection.snapshot.1",
            new CollectionSnapshot(
                settings,
                3,
                List.of(
                    new CollectionSnapshot.Kept(
                        new Entry("a.md", "docs/a.md", 2, 9, 2), "0011223344556677", List.of(1))),
                NOON,
                NOON)),
        Arguments.of("collections.noted.1", new CollectionNames.Noted("handbook")),
        Arguments.of("collections.forgotten.1", new CollectionNames.Forgotten("handbook")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void whatIsInTheJournalIsRead(String name, Journaled example) {
    JournalSamples.holds(name, example);
  }
}
