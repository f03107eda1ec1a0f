package io.delega.accesspolicy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.delega.contracts.Counter;
import io.delega.contracts.EventJson;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.List;

/** Values that are kept as JSON text in one column. */
public final class StoredJson {
  private static final TypeReference<List<Permission>> PERMISSIONS = new TypeReference<>() {};
  private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
  private static final TypeReference<List<Counter>> COUNTERS = new TypeReference<>() {};
  private static final TypeReference<Limits> LIMITS = new TypeReference<>() {};

  private StoredJson() {}

  /** What a grant or consent permits. */
  @Converter
  public static class Permissions implements AttributeConverter<List<Permission>, String> {
    @Override
    public String convertToDatabaseColumn(List<Permission> value) {
      return write(value);
    }

    @Override
    public List<Permission> convertToEntityAttribute(String json) {
      return read(json, PERMISSIONS);
    }
  }

  /** Within which limits. */
  @Converter
  public static class WithinLimits implements AttributeConverter<Limits, String> {
    @Override
    public String convertToDatabaseColumn(Limits value) {
      return write(value);
    }

    @Override
    public Limits convertToEntityAttribute(String json) {
      return read(json, LIMITS);
    }
  }

  /** Under what requests count. */
  @Converter
  public static class Counters implements AttributeConverter<List<Counter>, String> {
    @Override
    public String convertToDatabaseColumn(List<Counter> value) {
      return write(value);
    }

    @Override
    public List<Counter> convertToEntityAttribute(String json) {
      return read(json, COUNTERS);
    }
  }

  /** A list of texts. */
  @Converter
  public static class Texts implements AttributeConverter<List<String>, String> {
    @Override
    public String convertToDatabaseColumn(List<String> value) {
      return write(value);
    }

    @Override
    public List<String> convertToEntityAttribute(String json) {
      return read(json, TEXTS);
    }
  }

  /** Reads a value back. */
  public static <T> T read(String json, TypeReference<T> type) {
    try {
      return json == null ? null : EventJson.mapper().readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored value cannot be read as " + type.getType());
    }
  }

  /** The value as JSON text. */
  public static String write(Object value) {
    try {
      return value == null ? null : EventJson.mapper().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a value cannot be stored: " + value.getClass());
    }
  }
}
