/** Processes of the platform: started so that they outlive the launcher, found again, stopped. */
package io.delega.local.process;
