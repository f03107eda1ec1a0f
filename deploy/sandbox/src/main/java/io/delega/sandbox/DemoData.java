package io.delega.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the platform holds when it starts; always the same, and plainly made up. */
final class DemoData {
  /** A mail message. */
  record Message(String id, String from, String to, String subject, String body, String date) {}

  /** A person in the CRM. */
  record Contact(
      String id, String name, String email, String phone, String company, String owner) {}

  /** A line of a conversation. */
  record Line(String id, String from, String text) {}

  /** Somebody's talk with a chatbot. */
  record Conversation(String id, String visitor, List<Line> messages) {}

  final Map<String, Map<String, Message>> mail = new LinkedHashMap<>();
  final Map<String, Contact> contacts = new LinkedHashMap<>();
  final Map<String, Map<String, Conversation>> chatbots = new LinkedHashMap<>();

  private int last = 1000;

  DemoData() {
    mailbox("support@example.test", "support", "Printer on fire", "Refund please", "Login help");
    mailbox("info@example.test", "info", "Opening hours", "Press enquiry");
    mailbox("sales@example.test", "sales", "Quote for 20 seats", "Renewal", "Trial extension");
    contact("Ada Demo", "Demo Bakery", "anna");
    contact("Bruno Demo", "Demo Garage", "anna");
    contact("Carla Demo", "Demo Hotel", "marco");
    contact("Dario Demo", "Demo Studio", "marco");
    contact("Elena Demo", "Demo Farm", "anna");
    chatbot("shop-helper", "Where is my parcel?", "Do you ship to Italy?");
    chatbot("booking-helper", "A table for two tonight?");
  }

  String nextId(String kind) {
    return kind + "-" + ++last;
  }

  private void mailbox(String address, String box, String... subjects) {
    Map<String, Message> messages = new LinkedHashMap<>();
    for (int i = 0; i < subjects.length; i++) {
      String id = "msg-" + box + "-" + (i + 1);
      messages.put(
          id,
          new Message(
              id,
              "visitor" + (i + 1) + "@example.test",
              address,
              subjects[i],
              "A demo message to " + box + ": " + subjects[i] + ".",
              "2026-01-0" + (i + 1) + "T09:00:00Z"));
    }
    mail.put(address, messages);
  }

  private void contact(String name, String company, String owner) {
    String id = "contact-" + (contacts.size() + 1);
    String email = name.split(" ")[0].toLowerCase(java.util.Locale.ROOT) + "@example.test";
    contacts.put(
        id, new Contact(id, name, email, "+39 000 00000" + (contacts.size() + 1), company, owner));
  }

  private void chatbot(String id, String... questions) {
    Map<String, Conversation> conversations = new LinkedHashMap<>();
    for (int i = 0; i < questions.length; i++) {
      String conversation = "talk-" + (i + 1);
      List<Line> lines = new ArrayList<>();
      lines.add(new Line("line-1", "visitor", questions[i]));
      lines.add(new Line("line-2", id, "Let me look that up for you."));
      conversations.put(conversation, new Conversation(conversation, "Visitor " + (i + 1), lines));
    }
    chatbots.put(id, conversations);
  }
}
