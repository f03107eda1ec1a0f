/** Old entries in files: a folder, or an S3-style store. */
package io.delega.audit.archive;
