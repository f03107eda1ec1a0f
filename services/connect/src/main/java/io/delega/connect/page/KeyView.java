package io.delega.connect.page;

/**
 * The page where a key is typed.
 *
 * @param ticket lets the browser hand the key to token-vault, once
 */
public record KeyView(String language, String provider, boolean basic, String ticket) {
  @Override
  public String toString() {
    return "KeyView[" + provider + "]";
  }
}
