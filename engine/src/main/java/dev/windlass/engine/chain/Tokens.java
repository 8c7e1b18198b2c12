package dev.windlass.engine.chain;

import java.util.ArrayList;
import java.util.List;

/** Cuts a condition into words, signs, numbers and quoted texts. */
final class Tokens {
  enum Kind {
    NAME,
    NUMBER,
    TEXT,
    SIGN,
    END
  }

  /**
   * @param text the name, the number's digits, the text without its quotes, or the sign
   * @param at offset in the source
   */
  record Token(Kind kind, String text, int at) {
    boolean is(String sign) {
      return (kind == Kind.SIGN || kind == Kind.NAME) && text.equals(sign);
    }
  }

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Tokens(String source) {
    this.source = source;
  }

  static List<Token> of(String source) {
    return new Tokens(source).cut();
  }

  private List<Token> cut() {
    while (at < source.length()) {
      char c = source.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '\'' || c == '"') {
        quoted(c);
      } else if (startsNumber()) {
        number();
      } else if (Names.begins(source.codePointAt(at))) {
        name();
      } else {
        sign();
      }
    }
    tokens.add(new Token(Kind.END, "", at));
    return tokens;
  }

  private void name() {
    int end = Names.end(source, at, false);
    int withDashes = Names.end(source, at, true);
    if (withDashes > end && source.charAt(withDashes - 1) != '-') {
      var name = source.substring(at, withDashes);
      var plain = name.replace('-', '_');
      throw new Malformed(
          "a name with - cannot stand in a condition; copy it first with set: {"
              + plain
              + ": \"{"
              + name
              + "}\"}",
          at);
    }
    tokens.add(new Token(Kind.NAME, source.substring(at, end), at));
    at = end;
  }

  private boolean startsNumber() {
    char c = source.charAt(at);
    char next = at + 1 < source.length() ? source.charAt(at + 1) : ' ';
    return isDigit(c) || (c == '-' && isDigit(next));
  }

  private void number() {
    int start = at++;
    while (at < source.length()) {
      char c = source.charAt(at);
      boolean exponentSign =
          (c == '-' || c == '+') && (source.charAt(at - 1) == 'e' || source.charAt(at - 1) == 'E');
      if (!isDigit(c) && c != '.' && c != 'e' && c != 'E' && !exponentSign) {
        break;
      }
      at++;
    }
    tokens.add(new Token(Kind.NUMBER, source.substring(start, at), start));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void quoted(char quote) {
    int start = at++;
    var text = new StringBuilder();
    while (at < source.length() && source.charAt(at) != quote) {
      char c = source.charAt(at++);
      if (c == '\\' && at < source.length()) {
        char escaped = source.charAt(at++);
        switch (escaped) {
          case 'n' -> text.append('\n');
          case 't' -> text.append('\t');
          case '\\', '\'', '"' -> text.append(escaped);
          // kept whole, so that a pattern such as '\d+' reads as it is written
          default -> text.append('\\').append(escaped);
        }
      } else {
        text.append(c);
      }
    }
    if (at >= source.length()) {
      throw new Malformed("a quoted text is not closed", start);
    }
    at++;
    tokens.add(new Token(Kind.TEXT, text.toString(), start));
  }

  private void sign() {
    for (var sign : List.of("==", "!=", "<=", ">=", "<", ">", "(", ")", "[", "]", ",", ".")) {
      if (source.startsWith(sign, at)) {
        tokens.add(new Token(Kind.SIGN, sign, at));
        at += sign.length();
        return;
      }
    }
    throw new Malformed(
        switch (source.charAt(at)) {
          case '=' -> "'=' compares nothing; write ==";
          case '&' -> "write 'and' for &&";
          case '|' -> "write 'or' for ||";
          case '!' -> "write 'not' for !";
          case '{', '}' -> "names stand bare in a condition: city, not {city}";
          case '+', '-', '*', '/', '%' -> "a condition does no arithmetic";
          default -> "'" + Character.toString(source.codePointAt(at)) + "' has no place here";
        },
        at);
  }
}
