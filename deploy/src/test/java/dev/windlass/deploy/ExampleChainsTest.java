package dev.windlass.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.windlass.engine.chain.Chain;
import dev.windlass.engine.chain.ChainReader;
import dev.windlass.engine.chain.LanguageSchema;
import dev.windlass.engine.chain.source.SourceText;
import dev.windlass.engine.chain.source.YamlPrinter;
import dev.windlass.engine.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The chains that are shipped as examples. */
class ExampleChainsTest {
  private static final Path EXAMPLES = Path.of("examples");

  @Test
  void everyExampleIsGoodFitsTheSchemaAndPrintsBackAsItself() throws IOException {
    var schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Json.MAPPER.readTree(LanguageSchema.text()));
    for (var file : chains()) {
      var text = Files.readString(file);
      var chain = good(text, file);

      assertThat(schema.validate(SourceText.read(text).root())).as("%s", file).isEmpty();
      assertThat(good(YamlPrinter.print(chain.source()), file).digest())
          .as("%s", file)
          .isEqualTo(chain.digest());
    }
  }

  private static List<Path> chains() throws IOException {
    try (var files = Files.walk(EXAMPLES)) {
      var chains = files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
      assertThat(chains).isNotEmpty();
      return chains;
    }
  }

  private static Chain good(String text, Path file) {
    var name = file.getFileName().toString();
    var outcome = ChainReader.read(text, ChainReader.nameOf(name), name);
    assertThat(outcome).as("%s", file).isInstanceOf(ChainReader.Outcome.Good.class);
    return ((ChainReader.Outcome.Good) outcome).chain();
  }
}
