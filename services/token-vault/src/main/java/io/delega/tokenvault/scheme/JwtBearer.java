package io.delega.tokenvault.scheme;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import io.delega.catalogue.TypedField;
import io.delega.keys.Secret;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A service account that signs for itself (RFC 7523, section 2.1). */
public record JwtBearer() implements AuthenticationScheme {
  private static final String FIELD = TypedField.SERVICE_ACCOUNT.name();
  private static final Duration LIFE = Duration.ofMinutes(5);

  @Override
  public boolean exchanges() {
    return true;
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  @Override
  public void check(Map<String, String> typed) {
    Account.of(typed).key();
  }

  @Override
  public TokenRequest renewal(Secret kept, TokenRequest.Terms terms) {
    Account account = Account.of(Typed.fields(kept));
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(account.issuer())
            .subject(account.subject())
            .audience(terms.tokenUrl().toString())
            .issueTime(Date.from(terms.now()))
            .expirationTime(Date.from(terms.now().plus(LIFE)))
            .jwtID(UUID.randomUUID().toString());
    // Where Google reads it; the form's parameter is where RFC 7521 has it.
    terms.scope().ifPresent(scope -> claims.claim("scope", scope.reveal()));
    Map<String, Secret> form = new LinkedHashMap<>();
    form.put("grant_type", Secret.of("urn:ietf:params:oauth:grant-type:jwt-bearer"));
    form.put("assertion", account.key().sign(claims.build()));
    terms.scope().ifPresent(scope -> form.put("scope", scope));
    return new TokenRequest(form, Optional.empty());
  }

  @Override
  public void inject(Secret access, Map<String, Secret> headers, Map<String, Secret> query) {
    Bearer.inject(access, headers);
  }

  @Override
  public Optional<String> account(Map<String, String> typed) {
    return Optional.of(Account.of(typed).issuer());
  }

  /** A key file as Google makes it, or with {@code issuer} and {@code subject} of its own. */
  private record Account(String issuer, String subject, SigningKey key) {
    static Account of(Map<String, String> typed) {
      JsonNode file = Typed.tree(typed.getOrDefault(FIELD, ""));
      String issuer = file.path("issuer").asText(file.path("client_email").asText(""));
      if (issuer.isBlank()) {
        throw new UnusableException(FIELD, "is no key file: client_email or issuer is missing");
      }
      SigningKey key =
          SigningKey.parse(file.path("private_key").asText(""))
              .map(found -> found.withId(file.path("private_key_id").asText("")))
              .orElseThrow(
                  () ->
                      new UnusableException(
                          FIELD, "is no key file: private_key is no PKCS #8 key in PEM"));
      return new Account(issuer, file.path("subject").asText(issuer), key);
    }
  }
}
