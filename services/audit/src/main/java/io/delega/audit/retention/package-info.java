/** How long entries are kept, and what is held although it is older. */
package io.delega.audit.retention;
