package io.delega.sandbox;

import io.delega.sandbox.DemoData.Conversation;
import io.delega.sandbox.DemoData.Line;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;

/** Chatbots and their conversations. */
final class ChatbotsApi {
  private final DemoData data;

  ChatbotsApi(DemoData data) {
    this.data = data;
  }

  void mount(Router router) {
    router.get("/chatbots").handler(Guard.scope("chatbots.read", this::list));
    router
        .get("/chatbots/:id/conversations")
        .handler(Guard.scope("chatbots.read", this::conversations));
    router.post("/chatbots/:id/messages").handler(Guard.scope("chatbots.write", this::write));
  }

  /** A line to say in a conversation. */
  record Said(String conversation, String text) {}

  private void list(RoutingContext context) {
    List<Map<String, Object>> chatbots =
        data.chatbots.entrySet().stream()
            .map(
                entry ->
                    Map.<String, Object>of(
                        "id", entry.getKey(), "conversations", entry.getValue().size()))
            .toList();
    Answers.json(context, 200, Map.of("chatbots", chatbots));
  }

  private void conversations(RoutingContext context) {
    Map<String, Conversation> chatbot = find(context);
    if (chatbot != null) {
      Answers.json(context, 200, Map.of("conversations", List.copyOf(chatbot.values())));
    }
  }

  private void write(RoutingContext context) {
    Map<String, Conversation> chatbot = find(context);
    Said said = chatbot == null ? null : Answers.body(context, Said.class);
    if (said == null) {
      return;
    }
    Conversation conversation =
        said.conversation() == null ? null : chatbot.get(said.conversation());
    if (conversation == null || said.text() == null) {
      Answers.error(context, 400, "invalid_request", "conversation and text are needed");
      return;
    }
    Line line = new Line(data.nextId("line"), context.pathParam("id"), said.text());
    conversation.messages().add(line);
    Answers.json(context, 201, line);
  }

  private Map<String, Conversation> find(RoutingContext context) {
    Map<String, Conversation> chatbot = data.chatbots.get(context.pathParam("id"));
    if (chatbot == null) {
      Answers.error(context, 404, "not_found", "no such chatbot");
    }
    return chatbot;
  }
}
