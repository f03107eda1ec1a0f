package io.delega.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.delega.contracts.AccessRequest;
import io.delega.contracts.EventJson;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.List;
import java.util.Map;

/** Values that are kept as JSON text in one column. */
public final class StoredJson {
  private StoredJson() {}

  /** A list of texts. */
  @Converter
  public static class Texts extends Column<List<String>> {
    public Texts() {
      super(new TypeReference<>() {});
    }
  }

  /** Settings by name. */
  @Converter
  public static class Settings extends Column<Map<String, String>> {
    public Settings() {
      super(new TypeReference<>() {});
    }
  }

  /** What a session asks for. */
  @Converter
  public static class Access extends Column<List<AccessRequest>> {
    public Access() {
      super(new TypeReference<>() {});
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

  /** One column. */
  public abstract static class Column<T> implements AttributeConverter<T, String> {
    private final TypeReference<T> type;

    Column(TypeReference<T> type) {
      this.type = type;
    }

    @Override
    public String convertToDatabaseColumn(T value) {
      return write(value);
    }

    @Override
    public T convertToEntityAttribute(String json) {
      return read(json, type);
    }
  }
}
