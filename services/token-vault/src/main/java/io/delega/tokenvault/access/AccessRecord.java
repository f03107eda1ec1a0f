package io.delega.tokenvault.access;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.delega.contracts.EventJson;
import io.delega.contracts.EventJson.MalformedEventException;
import java.io.IOException;

/**
 * What an open call is kept by, read off a record without building its event: every call of every
 * replica passes by here.
 *
 * @param type the event's type
 * @param callId null in a summary of denials
 * @param outcome of the decision or of the call
 * @param incarnation who decided
 */
record AccessRecord(String type, String callId, String outcome, String incarnation) {

  /**
   * Reads a record of the access topic.
   *
   * @throws MalformedEventException when it is no event
   */
  static AccessRecord read(byte[] json) {
    String type = null;
    String callId = null;
    String outcome = null;
    String incarnation = null;
    try (JsonParser parser = EventJson.mapper().getFactory().createParser(json)) {
      int depth = 0;
      boolean inData = false;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isStructStart()) {
          depth++;
          inData = depth == 2 ? "data".equals(parser.currentName()) : inData && depth > 2;
        } else if (token.isStructEnd()) {
          depth--;
          inData = inData && depth > 1;
        } else if (token == JsonToken.VALUE_STRING) {
          String name = parser.currentName();
          if (depth == 1 && "type".equals(name)) {
            type = parser.getText();
          } else if (depth == 2 && inData) {
            switch (name) {
              case "callId" -> callId = parser.getText();
              case "outcome" -> outcome = parser.getText();
              case "incarnation" -> incarnation = parser.getText();
              default -> {}
            }
          }
        }
      }
    } catch (IOException e) {
      throw new MalformedEventException("not JSON");
    }
    if (type == null) {
      throw new MalformedEventException("attribute type is missing");
    }
    return new AccessRecord(type, callId, outcome, incarnation);
  }

  /** Whether it admits a call, which therefore will have an outcome. */
  boolean opens() {
    return "call.decided".equals(type) && "allowed".equals(outcome) && callId != null;
  }

  /** Whether it is a call's outcome. */
  boolean closes() {
    return "call.completed".equals(type) && callId != null;
  }
}
