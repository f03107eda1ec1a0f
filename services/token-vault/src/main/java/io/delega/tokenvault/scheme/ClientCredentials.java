package io.delega.tokenvault.scheme;

import io.delega.catalogue.TypedField;
import io.delega.keys.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An app that acts for itself (RFC 6749, section 4.4): the integration's, or one that the client
 * made and typed in.
 */
public record ClientCredentials() implements AuthenticationScheme {
  @Override
  public boolean exchanges() {
    return true;
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  @Override
  public TokenRequest renewal(Secret kept, TokenRequest.Terms terms) {
    Map<String, Secret> form = new LinkedHashMap<>();
    form.put("grant_type", Secret.of("client_credentials"));
    terms.scope().ifPresent(scope -> form.put("scope", scope));
    Map<String, String> typed = Typed.fields(kept);
    String clientId = typed.get(TypedField.CLIENT_ID.name());
    return new TokenRequest(
        form,
        Optional.ofNullable(clientId)
            .map(
                id ->
                    new TokenRequest.OwnApp(
                        id, Secret.of(typed.get(TypedField.CLIENT_SECRET.name())))));
  }

  @Override
  public void inject(Secret access, Map<String, Secret> headers, Map<String, Secret> query) {
    Bearer.inject(access, headers);
  }

  @Override
  public Optional<String> account(Map<String, String> typed) {
    return Optional.ofNullable(typed.get(TypedField.CLIENT_ID.name()));
  }
}
