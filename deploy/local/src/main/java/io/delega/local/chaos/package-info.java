/** Tries to break the promise that a revocation that was answered is in force everywhere. */
package io.delega.local.chaos;
