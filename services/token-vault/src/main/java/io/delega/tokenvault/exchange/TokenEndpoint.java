package io.delega.tokenvault.exchange;

import io.delega.keys.Secret;
import io.delega.tokenvault.credential.ProviderProfile;
import io.delega.tokenvault.outbound.NoAnswerException;
import io.delega.tokenvault.outbound.ProviderAnswer;
import io.delega.tokenvault.outbound.ProviderHttp;
import io.delega.tokenvault.scheme.DpopKey;
import io.delega.tokenvault.scheme.DpopNonces;
import io.delega.tokenvault.scheme.TokenRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Requests to a provider's token and revocation endpoints. Each method asks exactly once. */
@ApplicationScoped
public class TokenEndpoint {
  private final ProviderHttp http;
  private final DpopNonces nonces;
  private final Clock clock;

  @Inject
  TokenEndpoint(ProviderHttp http, DpopNonces nonces, Clock clock) {
    this.http = http;
    this.nonces = nonces;
    this.clock = clock;
  }

  /** Exchanges an authorization code (RFC 6749, 4.1.3; RFC 7636). */
  public Uni<TokenResult> exchange(
      ProviderProfile profile,
      ClientApp app,
      Secret code,
      String redirectUri,
      Optional<Secret> verifier) {
    Map<String, Secret> form = new LinkedHashMap<>();
    form.put("grant_type", Secret.of("authorization_code"));
    form.put("code", code);
    form.put("redirect_uri", Secret.of(redirectUri));
    verifier.ifPresent(v -> form.put("code_verifier", v));
    return ask(profile, app, form, key(profile, Optional.empty()));
  }

  /** The key that tokens are bound to: the credential's, or a new one where the provider binds. */
  private static Optional<DpopKey> key(ProviderProfile profile, Optional<Secret> kept) {
    return "unsupported".equals(profile.dpop())
        ? Optional.empty()
        : Optional.of(kept.map(DpopKey::of).orElseGet(DpopKey::make));
  }

  /**
   * Asks for a new access token as the provider's scheme has it.
   *
   * @param app the integration's, used where the client brought none of its own
   * @param kept the refresh token, or what the client typed
   * @param dpopKey the key that the tokens so far are bound to
   */
  public Uni<TokenResult> renew(
      ProviderProfile profile,
      ClientApp app,
      Secret kept,
      List<String> scopes,
      Optional<Secret> dpopKey) {
    TokenRequest request =
        profile
            .scheme()
            .renewal(
                kept,
                new TokenRequest.Terms(
                    profile.tokenUrl().orElseThrow(),
                    scopes,
                    profile.scopeSeparator(),
                    clock.instant()));
    ClientApp as =
        request
            .own()
            .map(own -> new ClientApp(own.clientId(), Optional.of(own.secret()), 0))
            .orElse(app);
    Uni<TokenResult> result = ask(profile, as, request.form(), key(profile, dpopKey));
    return profile.scheme().redirects() ? result : result.map(TokenEndpoint::withoutRefresh);
  }

  /** What the client typed stays what new tokens are got with, whatever the provider adds. */
  private static TokenResult withoutRefresh(TokenResult result) {
    return result instanceof TokenResult.Granted granted
        ? new TokenResult.Granted(granted.tokens().withoutRefresh())
        : result;
  }

  /**
   * Revokes one token (RFC 7009).
   *
   * @return empty when the provider confirmed it, else the reason in a word
   */
  public Uni<Optional<String>> revoke(
      ProviderProfile profile, ClientApp app, Secret token, String hint) {
    Map<String, Secret> form = new LinkedHashMap<>();
    form.put("token", token);
    form.put("token_type_hint", Secret.of(hint));
    Map<String, Secret> headers = new LinkedHashMap<>();
    URI url = profile.revocationUrl().orElseThrow();
    app.authenticate(profile, url, clock.instant(), headers, form);
    return http.postForm(url, headers, form)
        .map(a -> a.ok() ? Optional.<String>empty() : Optional.of("http_" + a.status()))
        .onFailure(NoAnswerException.class)
        .recoverWithItem(e -> Optional.of("no_answer"));
  }

  private Uni<TokenResult> ask(
      ProviderProfile profile, ClientApp app, Map<String, Secret> form, Optional<DpopKey> key) {
    boolean mustBeBound = "required".equals(profile.dpop());
    return post(profile, app, form, key)
        .chain(
            answer ->
                key.isPresent() && TokenAnswer.wantsNonce(answer)
                    ? post(profile, app, form, key)
                    : Uni.createFrom().item(answer))
        .map(answer -> TokenAnswer.read(answer, clock.instant(), key, mustBeBound))
        .onFailure(NoAnswerException.class)
        .recoverWithItem(
            e -> {
              NoAnswerException none = (NoAnswerException) e;
              return none.maybeSent()
                  ? new TokenResult.Unknown(none.getMessage())
                  : new TokenResult.NotSent(none.getMessage());
            });
  }

  /** Each request has assertions and a proof of its own. */
  private Uni<ProviderAnswer> post(
      ProviderProfile profile, ClientApp app, Map<String, Secret> fields, Optional<DpopKey> key) {
    URI url = profile.tokenUrl().orElseThrow();
    String owner = "app " + app.clientId();
    Map<String, Secret> headers = new LinkedHashMap<>();
    Map<String, Secret> form = new LinkedHashMap<>(fields);
    app.authenticate(profile, url, clock.instant(), headers, form);
    key.ifPresent(
        k -> headers.put("DPoP", k.proof("POST", url, Optional.empty(), nonces.of(owner, url))));
    return http.postForm(url, headers, form)
        .invoke(answer -> answer.dpopNonce().ifPresent(n -> nonces.remember(owner, url, n)));
  }
}
