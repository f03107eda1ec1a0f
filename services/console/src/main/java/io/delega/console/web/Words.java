package io.delega.console.web;

import io.delega.console.backend.Shapes.Connection;
import io.delega.console.backend.Shapes.Grant;
import io.delega.console.backend.Shapes.Hours;
import io.delega.console.backend.Shapes.Limits;
import io.delega.console.backend.Shapes.Operation;
import io.delega.console.backend.Shapes.Permission;
import io.delega.console.backend.Shapes.Provider;
import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.MessageBundles;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Turns the API's objects into plain sentences of one language. */
public final class Words {
  private final Texts texts;
  private final String language;
  private final Map<String, String> titles;
  private final Map<String, String> kinds;
  private final DateTimeFormatter date;

  private Words(
      Texts texts, String language, Map<String, String> titles, Map<String, String> kinds) {
    this.texts = texts;
    this.language = language;
    this.titles = titles;
    this.kinds = kinds;
    this.date =
        DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
            .withLocale(Locale.forLanguageTag(language))
            .withZone(ZoneId.systemDefault());
  }

  /** Words of a language, knowing the operations of some providers by their titles. */
  public static Words of(String language, List<Provider> providers) {
    Map<String, String> titles =
        providers.stream()
            .flatMap(provider -> provider.operations().stream())
            .collect(
                Collectors.toMap(
                    Operation::name, operation -> title(operation, language), (a, b) -> a));
    Map<String, String> kinds =
        providers.stream()
            .flatMap(provider -> provider.operations().stream())
            .filter(operation -> operation.access() != null)
            .collect(Collectors.toMap(Operation::name, Operation::access, (a, b) -> a));
    return new Words(texts(language), language, titles, kinds);
  }

  /** The texts of a language outside a page. */
  public static Texts texts(String language) {
    return "en".equals(language)
        ? MessageBundles.get(Texts.class)
        : MessageBundles.get(Texts.class, Localized.Literal.of(language));
  }

  /** {@code en} or {@code it}. */
  public String language() {
    return language;
  }

  /** A date and time for a person. */
  public String date(Instant instant) {
    return instant == null ? "" : date.format(instant);
  }

  /** An instant to the millisecond, for who wants to compare it with another record. */
  public String exactly(Instant instant) {
    return instant == null
        ? ""
        : DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm:ss.SSS", Locale.forLanguageTag(language))
                .withZone(ZoneOffset.UTC)
                .format(instant)
            + " UTC";
  }

  /** What an operation does; its name where the provider gives no title. */
  public String operation(String name) {
    return name == null ? "" : titles.getOrDefault(name, name);
  }

  /** Whether an operation reads, writes or deletes; empty where that is not known. */
  public String kind(String operation) {
    return kinds.getOrDefault(operation, "");
  }

  /** The word for a kind of operation. */
  public String kindWord(String kind) {
    return switch (kind) {
      case "read" -> texts.reads();
      case "write" -> texts.changes();
      case "delete" -> texts.deletes();
      default -> "";
    };
  }

  /** A grant's permissions, one sentence each. */
  public List<String> permissions(Grant grant) {
    return grant.permissions().stream().map(this::permission).toList();
  }

  private String permission(Permission permission) {
    String what =
        permission.access() == null ? operation(permission.operation()) : ofClass(permission);
    if (permission.resources().isEmpty()) {
      return what + ": " + texts.everything();
    }
    String on =
        permission.resources().values().stream()
            .map(values -> String.join(", ", values))
            .collect(Collectors.joining("; "));
    return what + ": " + on;
  }

  /** With all that the class stands for, so that nobody has to guess. */
  private String ofClass(Permission permission) {
    return permission.operations().stream()
        .map(this::operation)
        .collect(Collectors.joining("; ", all(permission.access()) + " (", ")"));
  }

  /** What a class of operations does. */
  String all(String access) {
    return switch (access) {
      case "read" -> texts.readsAll();
      case "write" -> texts.changesAll();
      case "delete" -> texts.deletesAll();
      default -> access;
    };
  }

  /** A grant's limits, one phrase each; none when it has none. */
  public List<String> limits(Grant grant) {
    return limits(grant.limits());
  }

  /** Limits, one phrase each; none for null. */
  public List<String> limits(Limits limits) {
    List<String> phrases = new ArrayList<>();
    if (limits == null) {
      return phrases;
    }
    if (limits.expiresAt() != null) {
      phrases.add(texts.until(date(limits.expiresAt())));
    }
    if (limits.requestsPerMinute() != null) {
      phrases.add(texts.perMinute(limits.requestsPerMinute()));
    }
    if (limits.requestsPerDay() != null) {
      phrases.add(texts.perDay(limits.requestsPerDay()));
    }
    if (limits.requestsTotal() != null) {
      phrases.add(texts.inAll(limits.requestsTotal()));
    }
    if (limits.networks() != null) {
      phrases.add(texts.networks(String.join(", ", limits.networks())));
    }
    if (limits.readOnly() != null) {
      phrases.add(texts.readOnly());
    }
    if (limits.hours() != null) {
      phrases.add(hours(limits.hours()));
    }
    return phrases;
  }

  private String hours(Hours hours) {
    String days =
        hours.days() == null || hours.days().isEmpty()
            ? texts.everyDay()
            : hours.days().stream().map(this::day).collect(Collectors.joining(" "));
    return texts.hours(days, hours.from(), hours.to(), hours.zone());
  }

  private String day(String day) {
    Map<String, Function<Texts, String>> days =
        Map.of(
            "mon", Texts::mon,
            "tue", Texts::tue,
            "wed", Texts::wed,
            "thu", Texts::thu,
            "fri", Texts::fri,
            "sat", Texts::sat,
            "sun", Texts::sun);
    return days.getOrDefault(day, any -> day).apply(texts);
  }

  /** The state of a connection, and who paused it. */
  public String state(Connection connection) {
    List<String> by = connection.suspendedBy();
    if (by.size() > 1) {
      return texts.pausedByBoth();
    }
    if (by.contains("client")) {
      return texts.pausedByClient();
    }
    return by.contains("agency") ? texts.pausedByAgency() : state(connection.state());
  }

  /** The state of a connection, a grant or an access request. */
  public String state(String state) {
    return switch (state == null ? "" : state) {
      case "active" -> texts.stateActive();
      case "pending" -> texts.statePending();
      case "degraded" -> texts.stateDegraded();
      case "broken" -> texts.stateBroken();
      case "suspended" -> texts.stateSuspended();
      case "quarantined" -> texts.stateQuarantined();
      case "open" -> texts.stateOpen();
      case "accepted" -> texts.stateAccepted();
      case "declined" -> texts.stateDeclined();
      case "withdrawn" -> texts.stateWithdrawn();
      case "revoked" -> texts.stateRevoked();
      case "expired" -> texts.stateExpired();
      default -> state;
    };
  }

  /** The outcome of a call. */
  public String outcome(String outcome) {
    return switch (outcome == null ? "" : outcome) {
      case "completed" -> texts.outcomeCompleted();
      case "denied" -> texts.outcomeDenied();
      case "allowed" -> texts.outcomeAllowed();
      case "failed" -> texts.outcomeFailed();
      case "cancelled" -> texts.outcomeCancelled();
      case "unknown" -> texts.outcomeUnknown();
      default -> outcome;
    };
  }

  /** What an alert is about. */
  public String alert(String kind) {
    return switch (kind == null ? "" : kind) {
      case "use-after-revocation" -> texts.alertUseAfterRevocation();
      case "outcome-unknown" -> texts.alertOutcomeUnknown();
      case "credential-broken" -> texts.alertCredentialBroken();
      case "credential-tampered" -> texts.alertCredentialTampered();
      default -> kind;
    };
  }

  private static String title(Operation operation, String language) {
    Map<String, String> title = operation.title();
    if (title == null || title.isEmpty()) {
      return operation.name();
    }
    return title.getOrDefault(language, title.getOrDefault("en", operation.name()));
  }
}
