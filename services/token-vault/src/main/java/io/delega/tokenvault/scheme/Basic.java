package io.delega.tokenvault.scheme;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.delega.catalogue.TypedField;
import io.delega.keys.Secret;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** A user name and a password (RFC 7617). */
public record Basic() implements AuthenticationScheme {
  @Override
  public void check(Map<String, String> typed) {
    if (typed.get(TypedField.USER.name()).indexOf(':') >= 0) {
      throw new UnusableException(TypedField.USER.name(), "must not contain a colon");
    }
  }

  @Override
  public void inject(Secret access, Map<String, Secret> headers, Map<String, Secret> query) {
    Map<String, String> typed = Typed.fields(access);
    String pair =
        typed.getOrDefault(TypedField.USER.name(), "")
            + ":"
            + typed.getOrDefault(TypedField.PASSWORD.name(), "");
    headers.put(
        "Authorization",
        Secret.of("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8))));
  }

  @Override
  public Optional<String> account(Map<String, String> typed) {
    return Optional.ofNullable(typed.get(TypedField.USER.name()));
  }
}
