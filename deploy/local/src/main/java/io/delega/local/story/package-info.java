/** The story of the product, told once: the demonstration and the tests walk the same steps. */
package io.delega.local.story;
