package io.delega.ledger.stamp;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.tsp.TimeStampTokenInfo;

/** A time-stamping authority's reply (RFC 3161, TimeStampResp). */
public final class StampReply {
  private final TimeStampResponse response;

  private StampReply(TimeStampResponse response) {
    this.response = response;
  }

  /** Reads its DER form; throws {@link IllegalArgumentException} when it is none. */
  public static StampReply read(byte[] der) {
    try {
      return new StampReply(new TimeStampResponse(der));
    } catch (TSPException | IOException | RuntimeException e) {
      throw new IllegalArgumentException("not a time-stamping authority's reply", e);
    }
  }

  /**
   * Checks that it answers this very request.
   *
   * @throws IllegalArgumentException when it does not
   */
  public void requireAnswerTo(TimeStampRequest request) {
    try {
      response.validate(request);
    } catch (TSPException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * Checks that a trusted authority says that it saw these bytes.
   *
   * @return when, by its clock
   * @throws IllegalArgumentException when it does not; the message says why
   */
  public Instant verify(byte[] stamped, TrustedSigners trusted) {
    TimeStampToken token = response.getTimeStampToken();
    if (token == null) {
      throw new IllegalArgumentException("it refuses: " + response.getStatusString());
    }
    try {
      trusted.verify(token);
      TimeStampTokenInfo info = token.getTimeStampInfo();
      if (!info.getMessageImprintAlgOID().equals(TSPAlgorithms.SHA256)
          || !MessageDigest.isEqual(info.getMessageImprintDigest(), sha256(stamped))) {
        throw new IllegalArgumentException("it stamps something else");
      }
      return info.getGenTime().toInstant();
    } catch (TSPException
        | OperatorCreationException
        | GeneralSecurityException
        // What the library makes of a reply that is not well formed inside.
        | IllegalStateException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
