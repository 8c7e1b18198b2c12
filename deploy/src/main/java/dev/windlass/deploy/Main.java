package dev.windlass.deploy;

/** Where every process of Windlass begins. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println("windlass");
  }
}
