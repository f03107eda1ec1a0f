package io.delega.connect.page;

import io.delega.catalogue.TypedField;
import java.util.List;

/**
 * The page where a key, a password or the like is typed.
 *
 * @param fields what to type; empty where pressing the button is all it takes
 * @param ticket lets the browser hand it to token-vault, once
 */
public record KeyView(String language, String provider, List<Field> fields, String ticket) {
  /**
   * One field.
   *
   * @param label how it is asked for
   */
  public record Field(String name, String label, boolean secret, boolean file) {
    static Field of(TypedField field, String language, Texts texts) {
      return new Field(
          field.name(),
          label(field, language, texts),
          field.kind() == TypedField.Kind.SECRET,
          field.kind() == TypedField.Kind.FILE);
    }

    private static String label(TypedField field, String language, Texts texts) {
      String titled = field.title().getOrDefault(language, field.title().get("en"));
      return titled != null
          ? titled
          : switch (field.name()) {
            case "key" -> texts.keyField();
            case "username" -> texts.userField();
            case "password" -> texts.passwordField();
            case "clientId" -> texts.clientIdField();
            case "clientSecret" -> texts.clientSecretField();
            case "serviceAccount" -> texts.serviceAccountField();
            default -> field.name();
          };
    }
  }

  @Override
  public String toString() {
    return "KeyView[" + provider + "]";
  }
}
