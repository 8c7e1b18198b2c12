package dev.windlass.deploy.cli.job;

import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.windlass.deploy.cli.http.Json;
import dev.windlass.deploy.cli.term.CliFailure;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** Files as documents, in batches that one request takes. */
public final class DocumentFiles {
  private static final long BATCH_CHARS = 2 * 1024 * 1024;
  private static final int BATCH_DOCUMENTS = 500;

  /** Of a folder, those are taken that end so. */
  private static final Set<String> TEXTS =
      Set.of("txt", "md", "markdown", "rst", "adoc", "html", "htm", "csv", "jsonl", "ndjson");

  private final List<ArrayNode> batches = new ArrayList<>();
  private ArrayNode batch = Json.NODES.arrayNode();
  private long chars;

  private DocumentFiles() {}

  /**
   * @param places as they were written
   * @param resolve where a place is
   */
  public static List<ArrayNode> read(List<String> places, Function<String, Path> resolve)
      throws CliFailure, IOException {
    var all = new DocumentFiles();
    for (var place : places) {
      all.place(place, resolve.apply(place));
    }
    all.flush();
    if (all.batches.isEmpty()) {
      throw CliFailure.usage(
          "there is no document in " + String.join(", ", places),
          "of a folder, files are taken that end in ." + String.join(", .", TEXTS));
    }
    return all.batches;
  }

  private void place(String name, Path path) throws CliFailure, IOException {
    if (Files.isDirectory(path)) {
      List<Path> inside;
      try (var files = Files.walk(path)) {
        inside = files.filter(Files::isRegularFile).filter(DocumentFiles::isText).sorted().toList();
      }
      var bare = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
      for (var each : inside) {
        file(bare + "/" + path.relativize(each).toString().replace('\\', '/'), each);
      }
    } else if (Files.isReadable(path)) {
      file(name, path);
    } else {
      throw CliFailure.usage(
          "there is no file " + name, "give texts, .jsonl files, or folders of them");
    }
  }

  private static String ending(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static boolean isText(Path file) {
    return TEXTS.contains(ending(file.getFileName().toString()));
  }

  private void file(String name, Path path) throws CliFailure, IOException {
    String text;
    try {
      text = Files.readString(path);
    } catch (CharacterCodingException e) {
      throw CliFailure.usage(name + " is no text in UTF-8", "convert it first");
    }
    var ending = ending(name);
    if (ending.equals("jsonl") || ending.equals("ndjson")) {
      lines(name, text);
    } else if (!text.isBlank()) {
      batch.addObject().put("id", name).put("source", name).put("text", text);
      counted(text.length());
    }
  }

  private void lines(String name, String text) throws CliFailure {
    int number = 0;
    for (var line : text.split("\n", -1)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      try {
        batch.add(Json.read(line));
      } catch (StreamReadException e) {
        throw CliFailure.usage(
            name + ":" + number + ": " + e.getOriginalMessage(),
            "one document a line, such as {\"id\": \"a\", \"text\": \"...\"}");
      }
      counted(line.length());
    }
  }

  private void counted(int more) {
    chars += more;
    if (chars >= BATCH_CHARS || batch.size() >= BATCH_DOCUMENTS) {
      flush();
    }
  }

  private void flush() {
    if (!batch.isEmpty()) {
      batches.add(batch);
      batch = Json.NODES.arrayNode();
      chars = 0;
    }
  }
}
