package io.delega.connect.page;

import io.delega.catalogue.ProviderDefinition;
import io.delega.connect.page.AskView.AssistantView;
import io.delega.connect.page.AskView.PermissionView;
import io.delega.contracts.AccessRequest;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.MessageBundles;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says in a client's language what an assistant may do. */
final class Words {
  private final String language;
  private final Texts texts;

  Words(String language) {
    this.language = language;
    this.texts = MessageBundles.get(Texts.class, Localized.Literal.of(language));
  }

  Texts texts() {
    return texts;
  }

  String language() {
    return language;
  }

  AssistantView assistant(AccessRequest request, ProviderDefinition provider) {
    return new AssistantView(
        request.assistantName() == null ? request.assistant() : request.assistantName(),
        request.permissions().stream().map(p -> permission(p, provider)).toList(),
        limits(request.limits()));
  }

  private PermissionView permission(Permission permission, ProviderDefinition provider) {
    List<String> resources =
        permission.resources().values().stream().flatMap(Collection::stream).toList();
    return permission.access() == null
        ? provider
            .operation(permission.operation())
            .map(
                o ->
                    new PermissionView(
                        o.titleIn(language),
                        o.access().word(),
                        kindWord(o.access().word()),
                        List.of(),
                        resources))
            .orElseGet(
                () -> new PermissionView(permission.operation(), "", "", List.of(), resources))
        : new PermissionView(
            allOf(permission.access(), provider.name()),
            permission.access(),
            kindWord(permission.access()),
            permission.operations().stream().map(name -> title(name, provider)).toList(),
            resources);
  }

  private String title(String operation, ProviderDefinition provider) {
    return provider.operation(operation).map(o -> o.titleIn(language)).orElse(operation);
  }

  private String allOf(String access, String provider) {
    return switch (access) {
      case "read" -> texts.readsAll(provider);
      case "write" -> texts.changesAll(provider);
      default -> texts.deletesAll(provider);
    };
  }

  private String kindWord(String access) {
    return switch (access) {
      case "read" -> texts.reads();
      case "write" -> texts.changes();
      default -> texts.deletes();
    };
  }

  List<String> limits(Limits limits) {
    List<String> words = new ArrayList<>();
    if (limits.expiresAt() != null) {
      words.add(texts.until(date(limits.expiresAt())));
    }
    if (limits.requestsPerMinute() != null) {
      words.add(texts.perMinute(limits.requestsPerMinute()));
    }
    if (limits.requestsPerDay() != null) {
      words.add(texts.perDay(limits.requestsPerDay()));
    }
    if (limits.requestsTotal() != null) {
      words.add(texts.inAll(limits.requestsTotal()));
    }
    if (limits.networks() != null) {
      words.add(texts.networks(String.join(", ", limits.networks())));
    }
    if (limits.readOnly() != null) {
      words.add(texts.readOnly());
    }
    if (limits.hours() != null) {
      Limits.Hours hours = limits.hours();
      words.add(texts.hours(days(hours.days()), hours.from(), hours.to(), hours.zone()));
    }
    return words;
  }

  private String days(List<String> days) {
    return days == null || days.isEmpty()
        ? texts.everyDay()
        : days.stream().map(this::day).collect(Collectors.joining(", "));
  }

  private String day(String day) {
    return switch (day) {
      case "mon" -> texts.mon();
      case "tue" -> texts.tue();
      case "wed" -> texts.wed();
      case "thu" -> texts.thu();
      case "fri" -> texts.fri();
      case "sat" -> texts.sat();
      default -> texts.sun();
    };
  }

  /** The client's time zone is not known: said in UTC, and said so. */
  String date(Instant instant) {
    return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
            .withLocale(Locale.forLanguageTag(language))
            .withZone(ZoneOffset.UTC)
            .format(instant)
        + " UTC";
  }
}
