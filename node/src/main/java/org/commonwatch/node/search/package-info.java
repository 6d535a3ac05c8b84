/**
 * Finds objects: by words in their prose, by fields, and by normalised indicator values with their relatives (parent names,
 * networks around addresses, URLs below hosts). Owns the tables {@code value} and {@code prose} and reads the views
 * {@code shown_item} and {@code claim} of the sharing slice. Every hit and every count passes the gate.
 *
 * <p>What a hit is: the latest version of an object, over all logs, that the reader may see. Claims of one object on several
 * logs are one hit.
 */
@NullMarked
package org.commonwatch.node.search;

import org.jspecify.annotations.NullMarked;
