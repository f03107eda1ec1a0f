package io.delega.local.story;

/** A step of the story that did not go as it must. */
public final class StoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoryException(String message) {
    super(message);
  }
}
