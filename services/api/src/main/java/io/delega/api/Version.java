package io.delega.api;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;

/** Optimistic concurrency: a thing's version is its entity tag (RFC 9110, section 8.8.3). */
public final class Version {
  private Version() {}

  /** The tag of a version. */
  public static EntityTag tag(long version) {
    return new EntityTag(Long.toString(version));
  }

  /** An answer that carries a thing and its tag. */
  public static Response answer(int status, Object thing, long version) {
    return Response.status(status).entity(thing).tag(tag(version)).build();
  }

  /**
   * Checks that a change is made to what its author has seen.
   *
   * @param ifMatch the header; null demands nothing, {@code *} that the thing exists
   * @param version the present one; 0 when the thing does not exist
   * @throws ProblemException 412 {@code version_mismatch}
   */
  public static void require(String ifMatch, long version) {
    if (ifMatch == null) {
      return;
    }
    boolean matches =
        Arrays.stream(ifMatch.split(","))
            .map(String::strip)
            .anyMatch(
                one -> version > 0 && (one.equals("*") || one.equals('"' + "" + version + '"')));
    if (!matches) {
      throw new ProblemException(
          412,
          "version_mismatch",
          version == 0
              ? "It does not exist (any more)."
              : "It was changed meanwhile; read it again and repeat the change.");
    }
  }
}
