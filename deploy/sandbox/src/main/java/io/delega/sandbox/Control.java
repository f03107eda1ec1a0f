package io.delega.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** The switches over HTTP, for tests, the demo and the curious. */
final class Control {
  /** The buttons of the home page: what they do, and how they are called. */
  static final Map<String, String> BUTTONS = new LinkedHashMap<>();

  static {
    BUTTONS.put("revoke-all", "Revoke all tokens");
    BUTTONS.put("expire-access-tokens", "Expire access tokens");
    BUTTONS.put("rotate-keys", "Rotate keys");
    BUTTONS.put("drop-token-answer", "Drop the next token answer");
    BUTTONS.put("slow-tokens", "Slow token endpoint (3 s)");
    BUTTONS.put("slow-api", "Slow API (3 s)");
    BUTTONS.put("too-many-requests", "Answer 429 five times");
    BUTTONS.put("server-errors", "Answer 500 five times");
    BUTTONS.put("reset", "Behave again");
  }

  private final Tokens tokens;
  private final Misbehaviour misbehaviour;
  private final Arrivals arrivals;

  Control(Tokens tokens, Misbehaviour misbehaviour, Arrivals arrivals) {
    this.tokens = tokens;
    this.misbehaviour = misbehaviour;
    this.arrivals = arrivals;
  }

  /** Whether there is such a thing to do. */
  boolean perform(String what) {
    switch (what) {
      case "revoke-all" -> tokens.revokeAll();
      case "expire-access-tokens" -> tokens.expireAccessTokens();
      case "rotate-keys" -> tokens.rotateKey();
      case "reset" -> misbehaviour.change(Switches.GOOD);
      case "drop-token-answer" ->
          misbehaviour.change(new Switches(null, null, null, null, null, null, 1, null));
      case "slow-tokens" ->
          misbehaviour.change(new Switches(3000L, null, null, null, null, null, null, null));
      case "slow-api" ->
          misbehaviour.change(new Switches(null, 3000L, null, null, null, null, null, null));
      case "too-many-requests" ->
          misbehaviour.change(new Switches(null, null, 5, null, null, null, null, null));
      case "server-errors" ->
          misbehaviour.change(new Switches(null, null, null, null, 5, null, null, null));
      default -> {
        return false;
      }
    }
    return true;
  }

  void show(RoutingContext context) {
    Answers.json(context, 200, misbehaviour.now());
  }

  void change(RoutingContext context) {
    Switches change = Answers.body(context, Switches.class);
    if (change != null) {
      misbehaviour.change(change);
      show(context);
    }
  }

  void act(RoutingContext context) {
    if (perform(context.pathParam("action"))) {
      show(context);
    } else {
      Answers.error(context, 404, "not_found", "no such switch");
    }
  }

  void button(RoutingContext context) {
    perform(String.valueOf(context.request().getFormAttribute("do")));
    context.response().setStatusCode(303).putHeader("Location", "/").end();
  }

  void arrivals(RoutingContext context) {
    JsonNode items = Answers.tree(arrivals.all());
    Answers.json(context, 200, Map.of("items", items));
  }

  void forget(RoutingContext context) {
    arrivals.clear();
    context.response().setStatusCode(204).end();
  }
}
