package org.commonwatch.node.sharing;

import java.util.OptionalLong;
import org.commonwatch.node.spine.ItemKey;

/**
 * One occurrence of an object, without its JSON.
 *
 * @param modified the object's version in microseconds; empty for objects without versions, whose version is {@code added}
 * @param added when its log took it in: TAXII's {@code date_added}, microseconds
 * @param offset of its bytes in the payload of its statement
 * @param length of its bytes
 */
public record Item(ItemKey key, String id, String type, OptionalLong modified, long added, long offset, int length) {
    /** TAXII's version: {@code modified}, or {@code date_added} where the object has none. */
    public long version() {
        return modified.orElse(added);
    }
}
