/**
 * Files, as few operations as a log needs, so that tests can fail and crash each of them.
 *
 * <p>{@link org.commonwatch.ledger.disk.Disk} is the only way this module touches files. A write counts as durable after
 * {@code DiskFile.sync}; a name (a new file, a rename, a deletion) counts as durable after {@code Disk.syncDirectory} of its
 * folder. Nothing else is assumed.
 */
@NullMarked
package org.commonwatch.ledger.disk;

import org.jspecify.annotations.NullMarked;
