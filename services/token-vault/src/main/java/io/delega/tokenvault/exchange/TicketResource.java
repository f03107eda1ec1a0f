package io.delega.tokenvault.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.delega.api.ProblemException;
import io.delega.contracts.EventJson;
import io.delega.keys.Secret;
import io.delega.tokenvault.VaultConfig;
import io.delega.tokenvault.credential.KeyPlacement;
import io.delega.tokenvault.credential.Tokens;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes a key or password straight from the client's browser, by the one-time ticket that connect
 * put into its page.
 */
@Path("/connect/credentials")
@PermitAll
public class TicketResource {
  private static final int LONGEST = 4096;

  @Inject Attempts attempts;
  @Inject CredentialIntake intake;
  @Inject VaultConfig config;
  @Inject Clock clock;

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> take(MultivaluedMap<String, String> form) {
    String ticket = form.getFirst("ticket");
    if (ticket == null || ticket.length() > 100) {
      throw ticketOver();
    }
    return attempts
        .findByTicket(Authorizations.hash(ticket))
        .map(found -> found.orElseThrow(TicketResource::ticketOver))
        .chain(attempt -> take(attempt, form));
  }

  private Uni<Response> take(AuthorizationAttempt found, MultivaluedMap<String, String> form) {
    Tokens tokens = tokens(fields(found.mode, form));
    return attempts
        .change(found.attempt, this::begin)
        .chain(attempt -> intake.take(attempt, tokens, 0))
        .map(attempt -> URI.create(config.publicUrl() + "/connect/return/" + attempt.attempt))
        .map(back -> Response.seeOther(back).build());
  }

  private void begin(AuthorizationAttempt attempt) {
    if (!attempt.open(clock.instant())) {
      throw ticketOver();
    }
    attempt.status = AuthorizationAttempt.EXCHANGING;
    attempt.exchangingSince = clock.instant();
  }

  private static Map<String, String> fields(String mode, MultivaluedMap<String, String> form) {
    List<String> names =
        "basic".equals(mode)
            ? List.of(KeyPlacement.USER, KeyPlacement.PASSWORD)
            : List.of(KeyPlacement.KEY);
    Map<String, String> fields = new LinkedHashMap<>();
    for (String name : names) {
      String value = form.getFirst(name);
      if (value == null || value.isBlank() || value.length() > LONGEST) {
        throw ProblemException.invalid(name, "must not be empty");
      }
      // Anything else would be refused in a header, with a message that repeats it.
      if (KeyPlacement.KEY.equals(name)
          && !value.strip().chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
        throw ProblemException.invalid(name, "must not contain spaces or special characters");
      }
      fields.put(name, value.strip());
    }
    return fields;
  }

  private static Tokens tokens(Map<String, String> fields) {
    try {
      Secret access = Secret.of(EventJson.mapper().writeValueAsString(fields));
      return new Tokens(
          access,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.ofNullable(fields.get(KeyPlacement.USER)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("fields cannot be written");
    }
  }

  private static ProblemException ticketOver() {
    return new ProblemException(
        410, "ticket_over", "This form was already used or is too old. Open your link again.");
  }
}
