package io.delega.tokenvault.exchange;

import io.delega.api.ProblemException;
import io.delega.catalogue.TypedField;
import io.delega.tokenvault.VaultConfig;
import io.delega.tokenvault.scheme.AuthenticationScheme;
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
import java.util.Map;

/**
 * Takes a key or password straight from the client's browser, by the one-time ticket that connect
 * put into its page.
 */
@Path("/connect/credentials")
@PermitAll
public class TicketResource {
  private static final int LONGEST = 4096;
  private static final int LONGEST_FILE = 8000;

  @Inject Attempts attempts;
  @Inject TypedExchange keys;
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
    Map<String, String> typed = typed(found, form);
    return attempts
        .change(found.attempt, this::begin)
        .chain(attempt -> keys.take(attempt, typed))
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

  /** What the definition asks for, and nothing else of the form. */
  private static Map<String, String> typed(
      AuthorizationAttempt attempt, MultivaluedMap<String, String> form) {
    Map<String, String> typed = new LinkedHashMap<>();
    for (TypedField field : attempt.fields()) {
      String value = form.getFirst(field.name());
      int most = field.kind() == TypedField.Kind.FILE ? LONGEST_FILE : LONGEST;
      if (value == null || value.isBlank() || value.length() > most) {
        throw ProblemException.invalid(
            field.name(), "must have between 1 and " + most + " characters");
      }
      typed.put(field.name(), value.strip());
    }
    try {
      attempt.profile().scheme().check(typed);
    } catch (AuthenticationScheme.UnusableException e) {
      throw ProblemException.invalid(e.field(), e.getMessage());
    }
    return typed;
  }

  private static ProblemException ticketOver() {
    return new ProblemException(
        410, "ticket_over", "This form was already used or is too old. Open your link again.");
  }
}
