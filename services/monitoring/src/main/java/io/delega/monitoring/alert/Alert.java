package io.delega.monitoring.alert;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** An alert; {@code state} open or acknowledged, {@code count} how often it happened while open. */
@Entity
@Table(name = "alert")
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.NON_PRIVATE)
@JsonInclude(JsonInclude.Include.NON_NULL)
class Alert extends PanacheEntityBase {
  static final String OPEN = "open";
  static final String ACKNOWLEDGED = "acknowledged";

  @Id String id;

  @JsonIgnore String agency;

  String kind;
  String severity;

  @JsonIgnore String about;

  String state;

  @Column(name = "times")
  long count;

  Instant firstSeen;
  Instant lastSeen;
  String client;
  String connection;
  String assistant;

  @Column(name = "grant_id")
  String grant;

  String callId;
}
