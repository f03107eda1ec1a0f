/** What this process enforces, and how it proves that nothing older is admitted. */
package io.delega.tokenvault.enforcement;
