/**
 * Keys at rest: each secret in a file of its own, locked with a vault key that a secret outside the folder opens. Formats:
 * docs/formats/vault.md. Pure: the disk, chance and the secret come from the caller. Every box commits to its key.
 */
@NullMarked
package org.commonwatch.ledger.vault;

import org.jspecify.annotations.NullMarked;
