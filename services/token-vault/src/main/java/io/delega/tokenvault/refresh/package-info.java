/** One refresh per connection at a time, over all replicas, that loses nothing. */
package io.delega.tokenvault.refresh;
