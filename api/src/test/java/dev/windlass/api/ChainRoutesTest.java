package dev.windlass.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windlass.engine.ChainSource;
import dev.windlass.engine.chain.PreviewCost;
import dev.windlass.engine.protocol.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainRoutesTest extends ApiTest {
  private static final String YAML =
      """
      model: openai/gpt-x
      steps:
        - ask: "Hello {name}"
      """;

  @Test
  void aNewVersionIsAnsweredWith201AndItsDigestAsTag() {
    var answer = send("PUT", "/v1/chains/greet", YAML, "Content-Type", "application/yaml");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(header(answer, "ETag")).isEqualTo("\"sha256:abc\"");
    assertThat(header(answer, "Location")).isEqualTo("/v1/chains/greet/versions/3");
    assertThat(json(answer))
        .isEqualTo(
            Samples.json(
                "{'name':'greet','version':3,'digest':'sha256:abc',"
                    + "'chain':{'chain':'greet','steps':[{'ask':'Hi'}]},"
                    + "'created_at':'2026-11-20T12:00:00.000Z'}"));
    var applied = (FakeEngine.Applied) engine.lastAsked();
    assertThat(applied.chain().name()).isEqualTo("greet");
    assertThat(applied.ifMatch()).isNull();
    assertThat(applied.ifAbsent()).isFalse();
  }

  @Test
  void theSameContentAgainIsAnsweredWith200() {
    engine.created = false;
    var body = "{\"steps\":[{\"ask\":\"Hi\"}],\"model\":\"openai/m\"}";
    assertThat(
            send("PUT", "/v1/chains/greet", body, "Content-Type", "application/json").statusCode())
        .isEqualTo(200);
  }

  @Test
  void conditionsAreHandedOn() {
    send(
        "PUT",
        "/v1/chains/greet",
        YAML,
        "Content-Type",
        "text/yaml",
        "If-Match",
        "\"sha256:old\"",
        "If-None-Match",
        "*");
    var applied = (FakeEngine.Applied) engine.lastAsked();
    assertThat(applied.ifMatch()).isEqualTo("sha256:old");
    assertThat(applied.ifAbsent()).isTrue();
  }

  @Test
  void refusalsAboutVersionsHaveTheirStatus() {
    engine.refusal = Refusal.of(Refusal.Kind.PRECONDITION_REQUIRED, "send If-Match");
    problem(
        send("PUT", "/v1/chains/greet", YAML, "Content-Type", "text/yaml"),
        428,
        "precondition-required");
    engine.refusal = Refusal.of(Refusal.Kind.VERSION_CONFLICT, "it is another one");
    problem(
        send("PUT", "/v1/chains/greet", YAML, "Content-Type", "text/yaml"),
        412,
        "version-conflict");
  }

  @Test
  void whatIsWrongWithAChainIsPointedAt() {
    var answer =
        send(
            "PUT",
            "/v1/chains/greet",
            "{\"steps\":[{\"aks\":\"Hi\"}]}",
            "Content-Type",
            "application/json");
    var problem = problem(answer, 422, "chain-invalid");
    assertThat(problem.get("errors").get(0).get("pointer").asText()).startsWith("/steps/0");
  }

  @Test
  void aChainMustNotCallItselfAnotherName() {
    var answer =
        send("PUT", "/v1/chains/greet", "chain: other\n" + YAML, "Content-Type", "text/yaml");
    fault(problem(answer, 422, "chain-invalid"), "pointer", "/chain", "out-of-range");
  }

  @Test
  void aChainIsJsonOrYamlAndItsNameIsPlain() {
    problem(
        send("PUT", "/v1/chains/greet", YAML, "Content-Type", "text/plain"),
        415,
        "unsupported-media-type");
    fault(
        problem(
            send("PUT", "/v1/chains/Gr%20eet", YAML, "Content-Type", "text/yaml"),
            400,
            "invalid-request"),
        "parameter",
        "name",
        "out-of-range");
  }

  @Test
  void theLatestAndAnyVersionCanBeRead() {
    assertThat(json(get("/v1/chains/greet")).get("version").asInt()).isEqualTo(3);
    assertThat(engine.lastAsked()).isEqualTo("chain greet");
    get("/v1/chains/greet/versions/2");
    assertThat(engine.lastAsked()).isEqualTo("chain greet@2");
    assertThat(get("/v1/chains/greet", "If-None-Match", "\"sha256:abc\"").statusCode())
        .isEqualTo(304);
  }

  @Test
  void chainsAreListedByNameInPages() {
    var first = get("/v1/chains?page_size=2");
    assertThat(json(first).get("items"))
        .extracting(i -> i.get("name").asText())
        .containsExactly("a", "b");
    var token = json(first).get("next_page_token").asText();
    assertThat(header(first, "Link"))
        .isEqualTo("</v1/chains?page_size=2&page_token=" + token + ">; rel=\"next\"");
    var second = json(get("/v1/chains?page_size=2&page_token=" + token));
    assertThat(second.get("items")).extracting(i -> i.get("name").asText()).containsExactly("c");
    assertThat(second.get("next_page_token").isNull()).isTrue();
    problem(get("/v1/chains?page_token=x"), 400, "invalid-request");
  }

  @Test
  void aPreviewShowsPromptsTokensAndCost() {
    var answer = post("/v1/chains/greet/preview", "{'input':{'name':'you'}}");
    assertThat(json(answer))
        .isEqualTo(
            Samples.json(
                "{'prompts':[{'step':'0','messages':[{'role':'user','content':'Hi'}],"
                    + "'complete':true}],'tokens':{'in':12,'out_max':34},"
                    + "'cost':{'low':null,'high':null,'currency':'USD'}}"));
    assertThat(engine.lastAsked())
        .isEqualTo(List.of(new ChainSource.Named("greet"), Samples.json("{'name':'you'}")));
  }

  @Test
  void aPreviewSaysWhatIsKnownOfTheCostAsDecimals() {
    engine.cost = new PreviewCost(420_000L, 1_500_000_000L);
    assertThat(previewedCost())
        .isEqualTo(Samples.json("{'low':'0.00042','high':'1.5','currency':'USD'}"));

    engine.cost = new PreviewCost(0L, null);
    assertThat(previewedCost()).isEqualTo(Samples.json("{'low':'0','high':null,'currency':'USD'}"));
  }

  private JsonNode previewedCost() {
    return json(post("/v1/chains/greet/preview", "{'input':{'name':'you'}}")).get("cost");
  }

  @Test
  void aPreviewWithoutAVariableNamesIt() {
    engine.refusal =
        new Refusal(
            Refusal.Kind.MISSING_VARIABLE,
            "name is missing",
            List.of(new Refusal.Fault("/input/name", null, "missing-variable", "name is missing")),
            java.util.Map.of());
    fault(
        problem(post("/v1/chains/greet/preview", "{'input':{}}"), 422, "missing-variable"),
        "pointer",
        "/input/name",
        "missing-variable");
  }
}
