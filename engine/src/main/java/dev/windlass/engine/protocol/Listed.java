package dev.windlass.engine.protocol;

/** Finds the classes that a closed list in the settings names. */
public final class Listed {
  private Listed() {}

  /**
   * Loads a class that the settings name.
   *
   * @param path of the list, for the error
   * @param name under which it stands there
   * @param wanted what the class must be
   * @param remedy what to do when it is not, after "correct the name, or "
   * @throws IllegalArgumentException if there is no such class, or it is something else
   */
  public static <T> Class<? extends T> load(
      String path,
      String name,
      String className,
      ClassLoader loader,
      Class<T> wanted,
      String remedy) {
    try {
      return Class.forName(className, false, loader).asSubclass(wanted);
    } catch (ClassNotFoundException | ClassCastException e) {
      throw new IllegalArgumentException(
          path
              + ".\""
              + name
              + "\" names "
              + className
              + ", which is no class that implements "
              + wanted.getName()
              + "; correct the name, or "
              + remedy,
          e);
    }
  }
}
