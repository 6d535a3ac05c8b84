/**
 * Sealing payloads to an audience: epoch keys, their wraps to members (HPKE, RFC 9180), and payloads whose objects are
 * ciphertext chunks that everybody can check and only the audience can read. Formats: docs/formats/sealing.md. Pure:
 * randomness comes through constructors. Hashing is the JDK's, HPKE BouncyCastle's.
 */
@NullMarked
package org.commonwatch.ledger.seal;

import org.jspecify.annotations.NullMarked;
