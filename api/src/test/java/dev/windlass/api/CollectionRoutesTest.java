package dev.windlass.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windlass.engine.protocol.Collecting.Document;
import dev.windlass.engine.protocol.Collecting.Settings;
import dev.windlass.engine.protocol.Json;
import dev.windlass.engine.protocol.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollectionRoutesTest extends ApiTest {
  private static final String TO = "/v1/collections/handbook/documents";

  @Test
  void documentsComeOneALineAndALackingIdIsTheSource() {
    var answer =
        send(
            "POST",
            TO + "?model=sim/e&chunk=500",
            """
            {"id":"a","text":"One","metadata":{"page":1}}

            {"source":"b.md","text":"Two"}
            """,
            "Content-Type",
            "application/x-ndjson");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(json(answer).path("added").asInt()).isEqualTo(2);
    assertThat(json(answer).at("/collection/name").asText()).isEqualTo("handbook");
    assertThat(engine.lastAsked())
        .isEqualTo(
            List.of(
                "add to handbook",
                new Settings(500, -1, "sim/e"),
                List.of(
                    new Document("a", "a", "One", Json.object().put("page", 1)),
                    new Document("b.md", "b.md", "Two", null))));
  }

  @Test
  void aTextWithoutANameIsNamedByItselfSoThatSendingItTwiceIsAddingItOnce() {
    send("POST", TO, "{\"text\":\"One\"}", "Content-Type", "application/json");
    var first = engine.lastAsked();
    send("POST", TO, "[{\"text\":\"One\"}]", "Content-Type", "application/json");

    assertThat(engine.lastAsked()).isEqualTo(first);
  }

  @Test
  void whatIsNoDocumentIsSaid() {
    problem(
        send("POST", TO, "{\"txt\":\"One\"}", "Content-Type", "application/json"),
        400,
        "invalid-request");
    problem(send("POST", TO, "[1]", "Content-Type", "application/json"), 400, "invalid-request");
    problem(
        send("POST", TO, "{\"text\":\"a\"}\n[]\n", "Content-Type", "application/x-ndjson"),
        400,
        "invalid-request");
    problem(send("POST", TO, "text", "Content-Type", "text/plain"), 415, "unsupported-media-type");
  }

  @Test
  void aCollectionIsMadeShownListedAndDeleted() {
    var made =
        send(
            "PUT",
            "/v1/collections/handbook",
            "{\"model\":\"sim/e\",\"overlap\":0}",
            "Content-Type",
            "application/json");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(engine.lastAsked()).isEqualTo(List.of("open handbook", new Settings(0, 0, "sim/e")));

    assertThat(json(get("/v1/collections/handbook")).path("chunks").asInt()).isEqualTo(5);
    assertThat(json(get("/v1/collections")).at("/items/0/name").asText()).isEqualTo("handbook");
    assertThat(send("DELETE", "/v1/collections/handbook", "").statusCode()).isEqualTo(204);
    assertThat(engine.lastAsked()).isEqualTo("delete handbook");
  }

  @Test
  void aDocumentsIdMayHaveSlashes() {
    var shown = get(TO + "/docs%2Fa.md");
    assertThat(shown.statusCode()).as(shown.body()).isEqualTo(200);
    assertThat(engine.lastAsked()).isEqualTo("document docs/a.md");
    assertThat(json(shown).at("/texts/0").asText()).isEqualTo("Hello");

    assertThat(send("DELETE", TO + "/docs%2Fa.md", "").statusCode()).isEqualTo(204);
    assertThat(engine.lastAsked()).isEqualTo("remove docs/a.md");
  }

  @Test
  void documentsAreListedByPages() {
    engine.nextToken = "more";
    var page = json(get(TO + "?page_size=1"));
    var token = page.path("next_page_token").asText();
    assertThat(page.at("/items/0/id").asText()).isEqualTo("a.md");

    get(TO + "?page_size=1&page_token=" + token);

    assertThat(engine.lastAsked()).isEqualTo("documents of handbook after 'a.md'");
    problem(get(TO + "?page_token=x"), 400, "invalid-request");
  }

  @Test
  void aCollectionThatIsNotThereIsA404() {
    engine.refusal = Refusal.of(Refusal.Kind.NOT_FOUND, "there is no collection nothing");
    problem(get("/v1/collections/nothing"), 404, "not-found");
  }
}
