package io.delega.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What an app can ask for, in words. */
final class Scopes {
  private static final Map<String, String> WORDS = new LinkedHashMap<>();

  static {
    WORDS.put("mail.read", "Read your mailboxes");
    WORDS.put("mail.send", "Send and delete messages");
    WORDS.put("contacts.read", "See contacts");
    WORDS.put("contacts.write", "Change and delete contacts");
    WORDS.put("chatbots.read", "See chatbots and their conversations");
    WORDS.put("chatbots.write", "Write as a chatbot");
    WORDS.put("offline_access", "Do so while you are away");
  }

  static final Set<String> ALL = WORDS.keySet();

  private Scopes() {}

  static String inWords(String scope) {
    return WORDS.get(scope);
  }
}
