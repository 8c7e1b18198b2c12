package dev.windlass.engine.chain;

/** How the texts of a chain, or of one step, are templates. */
enum TemplateEngine {
  BRACES {
    @Override
    Template parse(String source) {
      return TemplateParser.parse(source);
    }
  },
  MUSTACHE {
    @Override
    Template parse(String source) {
      return MustacheTemplate.parse(source);
    }
  };

  /** The compiled template; what does not parse is a {@link Malformed}. */
  abstract Template parse(String source);
}
