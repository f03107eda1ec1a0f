package io.delega.ledger.ocsf;

/** The classes of OCSF that entries become. */
enum OcsfClass {
  AUTHENTICATION(3002, "Authentication", 3, "Identity & Access Management"),
  ENTITY_MANAGEMENT(3004, "Entity Management", 3, "Identity & Access Management"),
  API_ACTIVITY(6003, "API Activity", 6, "Application Activity");

  private final int uid;
  private final String caption;
  private final int category;
  private final String categoryName;

  OcsfClass(int uid, String caption, int category, String categoryName) {
    this.uid = uid;
    this.caption = caption;
    this.category = category;
    this.categoryName = categoryName;
  }

  int uid() {
    return uid;
  }

  String caption() {
    return caption;
  }

  int category() {
    return category;
  }

  String categoryName() {
    return categoryName;
  }
}
