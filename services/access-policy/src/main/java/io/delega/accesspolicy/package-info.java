/** Assistants, grants, and what is enforced. */
package io.delega.accesspolicy;
