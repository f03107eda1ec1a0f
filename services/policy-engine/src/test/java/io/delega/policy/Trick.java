package io.delega.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.delega.catalogue.Catalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One case of the corpus in {@code tricks}; the README there says what each field means. */
record Trick(
    String name,
    String why,
    String request,
    Map<String, List<String>> headers,
    String body,
    String base64,
    String expect,
    Map<String, List<String>> resources) {

  private static final ObjectMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY).build();

  /** The provider that all cases are asked of. */
  static RequestMatcher matcher() {
    try {
      return RequestMatcher.of(
          Catalogue.parse(YAML.readTree(folder().resolve("provider.yaml").toFile())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every case of every file. */
  static List<Trick> all() {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.endsWith("provider.yaml"))
          .sorted()
          .flatMap(file -> read(file).stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Trick> read(Path file) {
    try {
      List<Trick> tricks = YAML.readValue(file.toFile(), new TypeReference<>() {});
      assertThat(tricks).as(file.toString()).isNotEmpty();
      return tricks;
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private static Path folder() {
    try {
      return Path.of(Trick.class.getResource("/tricks").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  ProxyRequest asked() {
    String[] line = request.split(" ", 2);
    String[] target = line[1].split("\\?", 2);
    return new ProxyRequest(
        line[0],
        target[0],
        target.length > 1 ? target[1] : null,
        headers == null ? Map.of() : headers,
        bytes());
  }

  private byte[] bytes() {
    if (base64 != null) {
      return Base64.getDecoder().decode(base64);
    }
    return body == null ? null : body.getBytes(StandardCharsets.UTF_8);
  }

  /** What is expected, in the words in which {@link #told} tells what came. */
  String expected() {
    return expect + (resources == null ? "" : " " + sorted(resources));
  }

  /** A result in the words of the corpus. */
  static String told(MatchResult result) {
    if (result instanceof MatchResult.NotCanonical) {
      return "path_not_canonical";
    }
    if (result instanceof MatchResult.NoOperation none) {
      return none.operation() == null ? "no_operation" : "not_judgeable";
    }
    return operations(result)
        + (result.resources().isEmpty() ? "" : " " + sorted(result.resources()));
  }

  private static String operations(MatchResult result) {
    if (result instanceof MatchResult.Matched matched) {
      return matched.operation();
    }
    if (result instanceof MatchResult.Ambiguous ambiguous) {
      return ambiguous.readings().stream()
          .map(MatchResult.Matched::operation)
          .collect(Collectors.joining(" | "));
    }
    if (result instanceof MatchResult.Batch batch) {
      return batch.items().stream()
          .map(item -> operations(item.result()))
          .collect(Collectors.joining(", ", batch.carrier().operation() + " (", ")"));
    }
    return told(result);
  }

  private static Map<String, List<String>> sorted(Map<String, List<String>> resources) {
    return new TreeMap<>(resources);
  }

  @Override
  public String toString() {
    return name;
  }
}
