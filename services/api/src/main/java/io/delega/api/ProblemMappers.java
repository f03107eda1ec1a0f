package io.delega.api;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Iterator;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where failures become problem+json. No stack trace and no cause goes out. */
public class ProblemMappers {
  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

  @ServerExceptionMapper
  public Response problem(ProblemException e) {
    return Problem.response(e);
  }

  @ServerExceptionMapper
  public Response unauthorized(UnauthorizedException e) {
    return unauthenticated();
  }

  @ServerExceptionMapper
  public Response authenticationFailed(AuthenticationFailedException e) {
    return unauthenticated();
  }

  @ServerExceptionMapper
  public Response forbidden(ForbiddenException e) {
    return Problem.response(403, "forbidden", "The token's roles do not allow this call.");
  }

  @ServerExceptionMapper
  public Response violations(ConstraintViolationException e) {
    ConstraintViolation<?> first = e.getConstraintViolations().iterator().next();
    String all =
        e.getConstraintViolations().stream()
            .map(v -> field(v.getPropertyPath()) + ": " + v.getMessage())
            .sorted()
            .collect(Collectors.joining("; "));
    return Problem.response(
        new ProblemException(400, "invalid_field", all)
            .with("field", field(first.getPropertyPath())));
  }

  @ServerExceptionMapper
  public Response mismatch(MismatchedInputException e) {
    return malformed(e);
  }

  @ServerExceptionMapper
  public Response web(WebApplicationException e) {
    if (e.getCause() instanceof JacksonException json) {
      return malformed(json);
    }
    int status = e.getResponse().getStatus();
    return switch (status) {
      case 404 -> Problem.response(404, "not_found", "No such path.");
      case 405 -> Problem.response(405, "method_not_allowed", "The path has no such method.");
      case 415 ->
          Problem.response(415, "unsupported_media_type", "Send the body as application/json.");
      case 406 -> Problem.response(406, "not_acceptable", "The answer is application/json.");
      case 413 -> Problem.response(413, "body_too_large", "The body is too large.");
      default -> {
        if (status >= 500) {
          yield unexpected(e);
        }
        yield status < 400
            ? e.getResponse()
            : Problem.response(status, "bad_request", "The request could not be read.");
      }
    };
  }

  @ServerExceptionMapper
  public Response unexpected(Exception e) {
    String id = UUID.randomUUID().toString();
    LOG.errorf(e, "Unexpected failure %s", id);
    return Problem.response(
        new ProblemException(
                500, "internal", "Something failed on our side. Tell the operator the errorId.")
            .with("errorId", id));
  }

  private static Response unauthenticated() {
    return Problem.response(
        new ProblemException(
                401,
                "unauthenticated",
                "Send a valid access token of the configured issuer as a bearer token.")
            .header("WWW-Authenticate", "Bearer"));
  }

  private static Response malformed(JacksonException e) {
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      String field =
          mapping.getPath().stream()
              .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
              .collect(Collectors.joining("."))
              .replace(".[", "[");
      return e instanceof UnrecognizedPropertyException
          ? Problem.response(
              new ProblemException(400, "unknown_field", field + ": this field is not known here.")
                  .with("field", field))
          : Problem.response(
              ProblemException.invalid(field, "the value does not have the expected type."));
    }
    return Problem.response(400, "malformed_body", "The body is not the JSON object expected.");
  }

  /** The last nodes of a path without the method's and the parameter's name. */
  private static String field(Path path) {
    StringBuilder field = new StringBuilder();
    int depth = 0;
    for (Iterator<Path.Node> nodes = path.iterator(); nodes.hasNext(); depth++) {
      Path.Node node = nodes.next();
      if (depth >= 2 || !nodes.hasNext()) {
        field.append(field.isEmpty() ? "" : ".").append(node);
      }
    }
    return field.toString();
  }
}
