package io.delega.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;

/** Held while the platform is brought up or taken down: one launcher at a time. */
final class Lock implements AutoCloseable {
  private final FileChannel channel;
  private final FileLock lock;

  private Lock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  static Lock take(Home home) throws IOException {
    FileChannel channel =
        FileChannel.open(
            home.run().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new Lock(channel, lock);
      }
    } catch (OverlappingFileLockException heldInThisProgram) {
      // The same answer as when another program holds it.
    }
    channel.close();
    throw new Failure("another ./delega up or down is at work on " + home.state());
  }

  void assertHeld() {
    if (!lock.isValid()) {
      throw new IllegalStateException("the lock was lost");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
