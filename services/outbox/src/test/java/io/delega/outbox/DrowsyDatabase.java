package io.delega.outbox;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/**
 * A database whose user falls asleep, as a paused process does, right after a statement of the
 * test's choice. It also knows which statements there were.
 */
final class DrowsyDatabase {
  static final String LEASE = "INSERT INTO outbox_relay";
  static final String READ = "SELECT id, topic, record_key";
  static final String PRUNE = "DELETE FROM outbox WHERE sent_at";

  private final DataSource database;
  private final List<String> statements = new CopyOnWriteArrayList<>();
  private final CountDownLatch woken = new CountDownLatch(1);
  private volatile String sleepAfter;
  private volatile boolean asleep;

  DrowsyDatabase(DataSource database) {
    this.database = database;
  }

  DataSource dataSource() {
    return proxy(
        DataSource.class,
        (method, arguments) ->
            method.getName().equals("getConnection")
                ? connection(database.getConnection())
                : invoke(database, method, arguments));
  }

  /** Falls asleep once, when the next statement that begins so is done. */
  void sleepAfter(String beginning) {
    sleepAfter = beginning;
  }

  boolean isAsleep() {
    return asleep;
  }

  void wake() {
    asleep = false;
    woken.countDown();
  }

  /** How many statements that begin so are done. */
  long count(String beginning) {
    return statements.stream().filter(sql -> sql.startsWith(beginning)).count();
  }

  private Connection connection(Connection connection) {
    String[] last = {""};
    return proxy(
        Connection.class,
        (method, arguments) -> {
          if (method.getName().equals("prepareStatement")) {
            last[0] = (String) arguments[0];
          }
          Object result = invoke(connection, method, arguments);
          if (method.getName().equals("close")) {
            done(last[0]);
          }
          return result;
        });
  }

  private void done(String sql) throws InterruptedException {
    statements.add(sql);
    String beginning = sleepAfter;
    if (beginning != null && sql.startsWith(beginning)) {
      sleepAfter = null;
      asleep = true;
      woken.await();
    }
  }

  /** What a call does. */
  private interface Call {
    Object make(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            DrowsyDatabase.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> call.make(method, arguments)));
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
