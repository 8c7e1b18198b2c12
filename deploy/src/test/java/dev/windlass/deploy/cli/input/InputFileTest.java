package dev.windlass.deploy.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windlass.deploy.cli.term.CliFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFileTest {
  @TempDir Path folder;

  private InputFile file(String name, String text) throws IOException, CliFailure {
    var path = folder.resolve(name);
    if (name.endsWith(".gz")) {
      try (var out = new GZIPOutputStream(Files.newOutputStream(path))) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
    } else {
      Files.writeString(path, text);
    }
    return InputFile.open(path, name);
  }

  private static String rows(InputFile file, long from) throws IOException {
    var out = new ByteArrayOutputStream();
    file.writeTo(out, from);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void linesPassByteByByteAGoodOneOrABadOne() throws IOException, CliFailure {
    var text = "{\"a\": 1.0}\nnot json\n\n{\"a\":\"\\u0000\"}";
    var file = file("rows.jsonl", text);

    assertThat(file.lines()).isEqualTo(4);
    assertThat(rows(file, 0)).isEqualTo(text);
    assertThat(rows(file, 2)).isEqualTo("\n{\"a\":\"\\u0000\"}");
  }

  @Test
  void theMarkOfSomeEditorsIsLeftOut() throws IOException, CliFailure {
    assertThat(rows(file("rows.jsonl", "\ufeff{\"a\":1}\n"), 0)).isEqualTo("{\"a\":1}\n");
  }

  @Test
  void columnsBecomeVariablesAndAllValuesText() throws IOException, CliFailure {
    var file = file("rows.csv", "id,note\r\n1,\"a, \"\"quoted\"\"\nnote\"\n\n2,é\n");

    assertThat(file.lines()).isEqualTo(2);
    assertThat(rows(file, 0))
        .isEqualTo(
            """
            {"input":{"id":"1","note":"a, \\"quoted\\"\\nnote"}}
            {"input":{"id":"2","note":"é"}}
            """);
    assertThat(file.firstRow().orElseThrow().path("id").asText()).isEqualTo("1");
  }

  @Test
  void aRowOfAnotherWidthHarmsNoOtherRow() throws IOException, CliFailure {
    var file = file("rows.tsv", "a\tb\n1\n1\t2\t3\n4\t5\n");

    assertThat(rows(file, 0).lines())
        .containsExactly(
            "{\"input\":{\"a\":\"1\"}}",
            "\"row 2 has 3 values under 2 names\"",
            "{\"input\":{\"a\":\"4\",\"b\":\"5\"}}");
  }

  @Test
  void anArrayBecomesOneObjectALine() throws IOException, CliFailure {
    var file = file("rows.json", "[ {\"a\": 1.50},\n {\"b\": [1, 2]} ]");

    assertThat(rows(file, 0)).isEqualTo("{\"a\":1.50}\n{\"b\":[1,2]}\n");
    assertThat(file.lines()).isEqualTo(2);
  }

  @Test
  void packingAloneMakesNoOtherInput() throws IOException, CliFailure {
    var text = "{\"a\":1}\n{\"a\":2}\n";

    var packed = file("rows.jsonl.gz", text);
    assertThat(packed.digest()).isEqualTo(file("rows.jsonl", text).digest());
    assertThat(rows(packed, 1)).isEqualTo("{\"a\":2}\n");
  }

  @Test
  void whatCannotBeReadIsToldWithItsPlaceBeforeAnythingStarts() {
    assertThatThrownBy(() -> file("rows.json", "[{\"a\":1},\n{\"a\":]"))
        .hasMessageContaining("rows.json: line 2, column");
    assertThatThrownBy(() -> file("rows.csv", "")).hasMessageContaining("first row must name");
    assertThatThrownBy(() -> file("rows.csv", "a,a\n1,2\n"))
        .hasMessageContaining("two columns are named a");
    assertThatThrownBy(() -> file("rows.xlsx", "")).hasMessageContaining("cannot tell the format");
    assertThatThrownBy(() -> InputFile.open(folder.resolve("none.csv"), "none.csv"))
        .hasMessageContaining("no file none.csv");
  }

  @Test
  void aFileThatOnlySaysItIsPackedIsRefused() throws IOException {
    Files.writeString(folder.resolve("rows.csv.gz"), "a\n1\n");

    assertThatThrownBy(() -> InputFile.open(folder.resolve("rows.csv.gz"), "rows.csv.gz"))
        .hasMessageContaining("gzip");
  }
}
