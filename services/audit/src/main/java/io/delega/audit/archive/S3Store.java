package io.delega.audit.archive;

import io.delega.audit.AuditConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Objects in a bucket of a store that speaks S3, addressed by path. */
final class S3Store implements ArchiveStore {
  private static final Duration CONNECTING = Duration.ofSeconds(5);
  private static final Duration ANSWERING = Duration.ofSeconds(20);
  private static final Duration ALL_ATTEMPTS = Duration.ofSeconds(60);

  private final S3Client client;
  private final String bucket;

  S3Store(AuditConfig.S3 config) throws IOException {
    bucket = needed(config.bucket(), "bucket");
    String key = needed(config.accessKey(), "access-key");
    String secret =
        Files.readString(Path.of(needed(config.secretKeyFile(), "secret-key-file"))).strip();
    client =
        S3Client.builder()
            .endpointOverride(URI.create(config.endpoint().orElseThrow()))
            .region(Region.of(config.region()))
            .forcePathStyle(true)
            // The whole file is at hand, so it is signed as a whole.
            .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret)))
            // What is read is compared with a digest of ours; many stores know no others.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClient(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECTING)
                    .socketTimeout(ANSWERING)
                    .build())
            .overrideConfiguration(all -> all.apiCallTimeout(ALL_ATTEMPTS))
            .build();
  }

  private static String needed(Optional<String> value, String name) {
    return value.orElseThrow(
        () ->
            new IllegalArgumentException(
                "delega.audit.archive.s3.%s is missing; a store by S3 needs it".formatted(name)));
  }

  @Override
  public void write(String name, byte[] content) throws IOException {
    try {
      client.putObject(put -> put.bucket(bucket).key(name), RequestBody.fromBytes(content));
    } catch (SdkException e) {
      throw new IOException(said(e), e);
    }
  }

  @Override
  public byte[] read(String name) throws IOException {
    try {
      return client.getObjectAsBytes(get -> get.bucket(bucket).key(name)).asByteArray();
    } catch (NoSuchKeyException e) {
      throw (IOException) new NoSuchFileException(name).initCause(e);
    } catch (SdkException e) {
      throw new IOException(said(e), e);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    try {
      client.deleteObject(delete -> delete.bucket(bucket).key(name));
    } catch (SdkException e) {
      throw new IOException(said(e), e);
    }
  }

  private static String said(SdkException e) {
    return "the store of the archive: " + e.getMessage();
  }

  @Override
  public void close() {
    client.close();
  }
}
