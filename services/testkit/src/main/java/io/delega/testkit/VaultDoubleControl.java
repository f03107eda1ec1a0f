package io.delega.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** What a test does to the Vault that {@link VaultDoubleResource} started. */
public final class VaultDoubleControl {
  static final String URL = "delega.test.vault";

  private final HttpClient http = HttpClient.newHttpClient();

  /** Answers 503 to everything, as a sealed Vault does. */
  public void seal() {
    tell("seal");
  }

  /** Drops every connection without an answer. */
  public void cutOff() {
    tell("cut-off");
  }

  /** Takes requests and never answers them. */
  public void stall() {
    tell("stall");
  }

  /** Ends an outage. */
  public void restore() {
    tell("restore");
  }

  /** No token that was given is known any more. */
  public void expireTokens() {
    tell("expire-tokens");
  }

  /** Adds a version to the key, as an operator does. */
  public void rotate() {
    tell("rotate");
  }

  /** How many logins succeeded. */
  public int logins() {
    return Json.read(tell("")).path("logins").asInt();
  }

  /** How many requests came, those of an outage included. */
  public int requests() {
    return Json.read(tell("")).path("requests").asInt();
  }

  private String tell(String what) {
    URI url = URI.create(System.getProperty(URL) + VaultDouble.CONTROL + what);
    try {
      return http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new IllegalStateException("the Vault double does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
