package dev.windlass.engine.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.ModelCall.Shape;
import dev.windlass.engine.protocol.RunEvent;
import dev.windlass.engine.protocol.RunEvent.Item;
import dev.windlass.engine.protocol.RunEvent.Partial;
import dev.windlass.engine.protocol.RunEvent.Restarted;
import dev.windlass.engine.protocol.RunEvent.Tokens;
import dev.windlass.engine.protocol.Streaming.Piece;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveFeedTest {
  private final LiveFeed feed = new LiveFeed(new LiveSettings(true, true, 1_000));

  private int said;

  @Test
  void aReaderWhoIsSlowGetsWhatCameInOnePiece() {
    feed.hear(piece("a", 0, "Par"));
    feed.hear(piece("a", 3, "is"));
    feed.hear(whole("a", 5, "."));

    assertThat(all()).containsExactly(new Tokens("/0", 1, 1, 0, 0, "Paris.", true));
    assertThat(feed.isQuiet()).isTrue();
  }

  @Test
  void stepsSideBySideAreToldInTurn() {
    feed.hear(at("/0/pros/0", "a", "one"));
    feed.hear(at("/0/cons/0", "b", "two"));

    assertThat(all())
        .containsExactly(
            new Tokens("/0/pros/0", 1, 1, 0, 0, "one", false),
            new Tokens("/0/cons/0", 1, 1, 0, 0, "two", false));
    assertThat(feed.isQuiet()).isFalse();
  }

  @Test
  void aPieceThatIsSaidTwiceIsToldOnce() {
    feed.hear(piece("a", 0, "Paris"));
    feed.hear(piece("a", 3, "is in"));

    assertThat(all()).containsExactly(new Tokens("/0", 1, 1, 0, 0, "Paris in", false));
  }

  @Test
  void whatIsToldAgainFromItsBeginningInSmallerPiecesIsToldOnce() {
    feed.hear(piece("a", 0, "Paris is in "));
    assertThat(all()).hasSize(1);
    feed.hear(piece("a", 0, "Paris"));
    feed.hear(piece("a", 5, " is in France"));
    feed.hear(whole("a", 18, "."));

    assertThat(all()).containsExactly(new Tokens("/0", 1, 1, 12, 0, "France.", true));
  }

  @Test
  void aPieceThatWasLostIsCounted() {
    feed.hear(piece("a", 0, "Par"));
    assertThat(all()).hasSize(1);
    feed.hear(piece("a", 10, "end"));

    assertThat(all()).containsExactly(new Tokens("/0", 1, 1, 10, 7, "end", false));
  }

  @Test
  void beyondTheBoundTheOldestIsLeftOutAndCounted() {
    for (int i = 0; i < 300; i++) {
      feed.hear(piece("a", said, "0123456789"));
      said += 10;
    }
    feed.hear(whole("a", said, ""));

    var told = (Tokens) all().getFirst();
    assertThat(told.text().length()).isBetween(400, 1_000);
    assertThat(told.skipped()).isEqualTo(told.offset());
    assertThat(told.offset() + told.text().length()).isEqualTo(3_000);
    assertThat(told.whole()).isTrue();
  }

  @Test
  void anAnswerThatIsWrittenAnewIsSaidToBe() {
    feed.hear(piece("a", 0, "Par"));
    assertThat(all()).hasSize(1);
    feed.hear(piece("b", 0, ""));
    feed.hear(piece("a", 3, "is")); // what was believed dead speaks on
    feed.hear(whole("b", 0, "Paris"));

    assertThat(all())
        .containsExactly(
            new Restarted("/0", 1, 2, "retry"), new Tokens("/0", 1, 2, 0, 0, "Paris", true));
  }

  @Test
  void nobodyIsToldOfAHalfThatNobodySaw() {
    feed.hear(piece("a", 0, "Par"));
    feed.hear(whole("b", 0, "Paris"));

    assertThat(all()).containsExactly(new Tokens("/0", 1, 2, 0, 0, "Paris", true));
  }

  @Test
  void aRepairIsWrittenAnewAndCountsItsOwnRequests() {
    feed.hear(whole("a", 0, "Paris"));
    assertThat(all()).hasSize(1);
    feed.hear(new Piece("b", 1, "/0", 2, 1, Shape.TEXT, 0, "75", true));

    assertThat(all())
        .containsExactly(
            new Restarted("/0", 2, 1, "again"), new Tokens("/0", 2, 1, 0, 0, "75", true));
  }

  @Test
  void anObjectIsToldAsFarAsItHasCome() throws Exception {
    feed.hear(json(Shape.JSON, "```json\n{\"city\": \"Par", false));
    assertThat(partsOf(all())).containsExactly(partial("{\"city\":\"Par\"}", false));

    feed.hear(json(Shape.JSON, "is\", \"peop", false));
    assertThat(partsOf(all())).containsExactly(partial("{\"city\":\"Paris\"}", false));

    feed.hear(json(Shape.JSON, "le\": 2102650}\n```", true));
    assertThat(partsOf(all()))
        .containsExactly(partial("{\"city\":\"Paris\",\"people\":2102650}", true));
  }

  @Test
  void itemsOfAListAreToldOneByOneAsTheyBecomeWhole() throws Exception {
    var list = new LiveFeed(new LiveSettings(false, true, 1_000));
    list.hear(json(Shape.ITEMS, "[{\"n\": \"a]\\\"\"}, {\"n\"", false));
    assertThat(all(list)).containsExactly(new Item("/0", 1, 0, Json.read("{\"n\":\"a]\\\"\"}")));

    list.hear(json(Shape.ITEMS, ": [1, 2]}, 3", false));
    assertThat(all(list)).containsExactly(new Item("/0", 1, 1, Json.read("{\"n\":[1,2]}")));

    list.hear(json(Shape.ITEMS, "]", true));
    assertThat(all(list)).containsExactly(new Item("/0", 1, 2, Json.read("3")));
  }

  @Test
  void anObjectThatIsTooLongIsReadNoMoreWhileItsTextGoesOn() {
    feed.hear(json(Shape.JSON, "{\"text\": \"" + "x".repeat(900), false));
    assertThat(partsOf(all())).hasSize(1);
    feed.hear(json(Shape.JSON, "y".repeat(200), false));

    assertThat(all()).containsExactly(new Tokens("/0", 1, 1, 910, 0, "y".repeat(200), false));
  }

  private static RunEvent partial(String value, boolean whole) throws Exception {
    return new Partial("/0", 1, Json.read(value), whole);
  }

  private static List<RunEvent> partsOf(List<RunEvent> events) {
    return events.stream().filter(each -> !(each instanceof Tokens)).toList();
  }

  private List<RunEvent> all() {
    return all(feed);
  }

  private static List<RunEvent> all(LiveFeed feed) {
    var events = new ArrayList<RunEvent>();
    for (var event = feed.next(); event != null; event = feed.next()) {
      events.add(event);
    }
    return events;
  }

  private static Piece piece(String call, int offset, String text) {
    return new Piece(call, 1, "/0", 1, 1, Shape.TEXT, offset, text, false);
  }

  private static Piece whole(String call, int offset, String text) {
    return new Piece(call, 1, "/0", 1, 1, Shape.TEXT, offset, text, true);
  }

  private static Piece at(String path, String call, String text) {
    return new Piece(call, 1, path, 1, 1, Shape.TEXT, 0, text, false);
  }

  /** Each goes on where the one before ended. */
  private Piece json(Shape shape, String text, boolean whole) {
    int offset = said;
    said += text.length();
    return new Piece("a", 1, "/0", 1, 1, shape, offset, text, whole);
  }
}
