package io.delega.tokenvault;

import io.delega.api.Problem;
import io.delega.api.ProblemException;
import io.delega.keys.KeysUnavailableException;
import io.delega.tokenvault.credential.CredentialUnavailableException;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What a caller is told when a key or a credential cannot be had. */
public class KeyProblems {
  private static final Logger LOG = Logger.getLogger(KeyProblems.class);

  /** In seconds: what passes by itself passes within moments or not soon. */
  private static final String RETRY_AFTER = "5";

  /** 503 or 502 with the credential's own code; with {@code Retry-After} where it may pass. */
  public static ProblemException of(CredentialUnavailableException e) {
    return switch (e.code()) {
      case CredentialUnavailableException.KEYS -> passing(503, e.code(), e.getMessage());
      case CredentialUnavailableException.UPSTREAM -> passing(502, e.code(), e.getMessage());
      default -> new ProblemException(502, e.code(), e.getMessage());
    };
  }

  /** Whether only the key is missing, so that the same can be tried again. */
  public static boolean keyIsAway(Throwable e) {
    return e instanceof KeysUnavailableException
        || (e instanceof CredentialUnavailableException none
            && CredentialUnavailableException.KEYS.equals(none.code()));
  }

  private static ProblemException passing(int status, String code, String detail) {
    return new ProblemException(status, code, detail).header("Retry-After", RETRY_AFTER);
  }

  @ServerExceptionMapper
  public Response unavailable(CredentialUnavailableException e) {
    return Problem.response(of(e));
  }

  @ServerExceptionMapper
  public Response keysUnavailable(KeysUnavailableException e) {
    LOG.warnf("No key: %s", e.getMessage());
    return Problem.response(
        passing(
            503,
            CredentialUnavailableException.KEYS,
            "The key-encryption key cannot be reached; nothing was stored. Try again."));
  }
}
