/** Provider definitions: the model, the platform's own files, the loader and its checks. */
package io.delega.catalogue;
