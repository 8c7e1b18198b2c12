package dev.windlass.deploy.cli.input;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.windlass.deploy.cli.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Rows of values under a header (RFC 4180): the names are the variables, all values are strings.
 *
 * <p>A row with too few values lacks those variables; one with too many becomes a line that is no
 * object. The server makes each a failed row, and the others go on.
 */
final class Columns {
  private final char separator;

  Columns(char separator) {
    this.separator = separator;
  }

  void convert(InputStream in, OutputStream out) throws IOException {
    var factory =
        CsvFactory.builder()
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .build();
    var text = new InputStreamReader(in, StandardCharsets.UTF_8);
    try (var parser = factory.createParser(text);
        var json = Json.factory().createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.setRootValueSeparator(null);
      parser.setSchema(CsvSchema.emptySchema().withColumnSeparator(separator));
      parser.nextToken(); // the array around all rows
      var names = header(parser);
      long number = 0;
      for (var row = row(parser); row != null; row = row(parser)) {
        write(json, names, row, ++number);
        json.writeRaw('\n');
      }
    } catch (StreamReadException bad) {
      throw new Format.WrongInput(
          "line " + bad.getLocation().getLineNr() + ": " + bad.getOriginalMessage());
    }
  }

  private static List<String> header(CsvParser parser) throws IOException {
    var names = row(parser);
    if (names == null || names.isEmpty()) {
      throw new Format.WrongInput("the first row must name the columns, and there is none");
    }
    var seen = new HashSet<String>();
    for (var name : names) {
      if (name.isBlank() || !seen.add(name)) {
        throw new Format.WrongInput(
            name.isBlank()
                ? "the first row names the columns, and one of its names is empty"
                : "two columns are named " + name);
      }
    }
    return names;
  }

  private static @org.jspecify.annotations.Nullable List<String> row(CsvParser parser)
      throws IOException {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      return null;
    }
    var values = new ArrayList<String>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values.add(parser.getText());
    }
    return values;
  }

  private static void write(JsonGenerator json, List<String> names, List<String> row, long number)
      throws IOException {
    if (row.size() > names.size()) {
      json.writeString(
          "row " + number + " has " + row.size() + " values under " + names.size() + " names");
      return;
    }
    json.writeStartObject();
    json.writeObjectFieldStart("input");
    for (int c = 0; c < row.size(); c++) {
      json.writeStringField(names.get(c), row.get(c));
    }
    json.writeEndObject();
    json.writeEndObject();
  }
}
