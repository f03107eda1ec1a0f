package io.delega.ledger;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** C2SP tlog-tiles: how a tree is cut into tiles of 256 hashes, and what they are called. */
public final class Tiles {
  /** Hashes in a full tile. */
  public static final int WIDTH = 256;

  private static final int HEIGHT = 8;
  private static final Pattern NAME =
      Pattern.compile("(entries|[0-9]{1,2})/((?:x[0-9]{3}/)*[0-9]{3})(?:\\.p/([0-9]{1,3}))?");

  private Tiles() {}

  /** Where tiles come from: {@code width} hashes, one after the other. */
  @FunctionalInterface
  public interface Source {
    byte[] tile(int level, long index, int width);
  }

  /** The complete subtrees of a tree of {@code size} leaves, read from its tiles. */
  public static Tree.Subtrees subtrees(Source source, long size) {
    return (level, index) -> {
      int tileLevel = level / HEIGHT;
      int below = level % HEIGHT;
      long first = index << below;
      long tile = first / WIDTH;
      int offset = (int) (first % WIDTH);
      byte[] hashes = source.tile(tileLevel, tile, width(tileLevel, tile, size));
      return fold(hashes, offset, 1 << below);
    };
  }

  private static byte[] fold(byte[] hashes, int offset, int count) {
    if (count == 1) {
      return Arrays.copyOfRange(hashes, offset * Hashes.LENGTH, (offset + 1) * Hashes.LENGTH);
    }
    return Hashes.node(
        fold(hashes, offset, count / 2), fold(hashes, offset + count / 2, count / 2));
  }

  /** The root of a full tile, which is a hash of the tile level above. */
  public static byte[] root(byte[] full) {
    return fold(full, 0, WIDTH);
  }

  /** How many hashes a tile has in a tree of {@code size} leaves; 0 when there is no such tile. */
  public static int width(int level, long index, long size) {
    long hashes = level * HEIGHT >= Long.SIZE ? 0 : size >> (level * HEIGHT);
    return (int) Math.max(0, Math.min(WIDTH, hashes - index * WIDTH));
  }

  /** A tile's name below {@code /tile/}; {@code level} −1 means an entry bundle. */
  public static String path(int level, long index, int width) {
    StringBuilder path = new StringBuilder(level < 0 ? "entries/" : level + "/");
    String digits = Long.toString(index);
    digits = "0".repeat((3 - digits.length() % 3) % 3) + digits;
    for (int i = 0; i < digits.length(); i += 3) {
      boolean last = i + 3 == digits.length();
      path.append(last ? "" : "x").append(digits, i, i + 3).append(last ? "" : "/");
    }
    return width == WIDTH ? path.toString() : path.append(".p/").append(width).toString();
  }

  /** What a name below {@code /tile/} means. */
  public record Name(int level, long index, int width) {

    /** Reads a name; throws {@link IllegalArgumentException} for what is none. */
    public static Name parse(String path) {
      Matcher matcher = NAME.matcher(path);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("not the name of a tile");
      }
      int level = matcher.group(1).equals("entries") ? -1 : Integer.parseInt(matcher.group(1));
      long index = Long.parseLong(matcher.group(2).replaceAll("[x/]", ""));
      int width = matcher.group(3) == null ? WIDTH : Integer.parseInt(matcher.group(3));
      if (width < 1 || width > WIDTH || !path(level, index, width).equals(path)) {
        throw new IllegalArgumentException("not the name of a tile");
      }
      return new Name(level, index, width);
    }
  }
}
