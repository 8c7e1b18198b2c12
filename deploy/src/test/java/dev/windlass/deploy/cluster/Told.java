package dev.windlass.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.windlass.deploy.cluster.EventReader.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a reader has of a run with one step who does with each event what it is documented for. */
final class Told {
  private final StringBuilder answer = new StringBuilder();

  /** Reasons, each with the number of the request that began. */
  final List<String> restarts = new ArrayList<>();

  JsonNode snapshot = MissingNode.getInstance();
  JsonNode end = MissingNode.getInstance();

  /** Events with text, since the answer was last begun. */
  int pieces;

  /** Characters left out, since the answer was last begun. */
  int skipped;

  boolean whole;

  /** All text that came since the answer was last begun. */
  String answer() {
    return answer.toString();
  }

  /** Reads on until some text of an answer has come that is not all of it. */
  Told toSomeText(EventReader reader) throws IOException {
    while (answer.isEmpty()) {
      take(reader.next());
    }
    assertThat(whole).as("it goes on").isFalse();
    return this;
  }

  /** Reads on until an answer is begun anew. */
  Told toRestart(EventReader reader) throws IOException {
    int before = restarts.size();
    while (restarts.size() == before) {
      take(reader.next());
      assertThat(end.isMissingNode()).as("it is begun anew before it ends").isTrue();
    }
    return this;
  }

  Told toEnd(EventReader reader) throws IOException {
    while (end.isMissingNode()) {
      take(reader.next());
    }
    return this;
  }

  private void take(Event event) {
    assertThat(snapshot.isMissingNode())
        .as("%s: a snapshot comes first, and once", event.name())
        .isEqualTo(event.name().equals("snapshot"));
    switch (event.name()) {
      case "snapshot" -> snapshot = event.data();
      case "tokens" -> {
        skipped += event.data().path("skipped").asInt();
        assertThat(event.data().path("offset").asInt())
            .as("nothing is missing that is not counted")
            .isEqualTo(answer.length() + skipped);
        answer.append(event.text("text"));
        pieces++;
        whole = event.data().path("whole").asBoolean();
      }
      case "restarted" -> {
        restarts.add(event.text("reason") + " " + event.text("attempt"));
        answer.setLength(0);
        pieces = 0;
        skipped = 0;
        whole = false;
      }
      case "end" -> {
        assertThat(event.id()).isEqualTo("end");
        end = event.data();
      }
      default -> assertThat(event.name()).as("an event that was asked for").isNull();
    }
  }
}
