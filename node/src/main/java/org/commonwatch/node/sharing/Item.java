package org.commonwatch.node.sharing;

import java.util.OptionalLong;
import org.commonwatch.node.spine.ItemKey;

/**
 * One occurrence of an object, without its JSON.
 *
 * @param modified the object's version in microseconds: when it was modified or, without versions, created; empty for what
 *     has neither, whose version is {@code added}
 * @param added when its log took it in: TAXII's {@code date_added}, microseconds
 * @param offset of its bytes in the payload of its statement
 * @param length of its bytes
 */
public record Item(ItemKey key, String id, String type, OptionalLong modified, long added, long offset, int length) {
    /** TAXII's version: {@code modified}, else {@code created}, or {@code date_added} where the object has neither. */
    public long version() {
        return modified.orElse(added);
    }
}
