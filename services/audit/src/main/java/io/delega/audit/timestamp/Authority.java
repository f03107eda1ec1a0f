package io.delega.audit.timestamp;

import io.delega.ledger.stamp.StampReply;
import io.delega.ledger.stamp.TrustedSigners;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;

/** A time-stamping authority over HTTP (RFC 3161, section 3.4). */
final class Authority {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int LONGEST_REPLY = 256 * 1024;
  private static final int OK = 200;

  private final SecureRandom random = new SecureRandom();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final URI url;
  private final TrustedSigners trusted;

  Authority(URI url, TrustedSigners trusted) {
    this.url = url;
    this.trusted = trusted;
  }

  /**
   * What the authority says.
   *
   * @param time by its clock
   * @param reply as it came (DER of TimeStampResp), which other tools verify too
   */
  record Stamp(Instant time, byte[] reply) {}

  /**
   * Has data stamped, and checks the answer before it is believed: that it is about these data and
   * this request, and signed by a trusted authority.
   *
   * @throws IOException when there is no answer, or none that holds; the message says why
   */
  Stamp stamp(byte[] data) throws IOException, InterruptedException {
    try {
      TimeStampRequest request = request(data);
      byte[] der = ask(request.getEncoded());
      StampReply reply = StampReply.read(der);
      reply.requireAnswerTo(request);
      return new Stamp(reply.verify(data, trusted), der);
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new IOException("its answer does not hold: " + e.getMessage(), e);
    }
  }

  private TimeStampRequest request(byte[] data) throws GeneralSecurityException {
    TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    return generator.generate(
        TSPAlgorithms.SHA256,
        MessageDigest.getInstance("SHA-256").digest(data),
        new BigInteger(Long.SIZE, random));
  }

  private byte[] ask(byte[] request) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        http.send(
            HttpRequest.newBuilder(url)
                .timeout(PATIENCE)
                .header("Content-Type", "application/timestamp-query")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = answer.body()) {
      byte[] reply = in.readNBytes(LONGEST_REPLY + 1);
      if (answer.statusCode() != OK || reply.length > LONGEST_REPLY) {
        throw new IOException("it answers with status " + answer.statusCode());
      }
      return reply;
    }
  }
}
