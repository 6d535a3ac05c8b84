package org.commonwatch.node.spine;

import java.util.List;
import java.util.Optional;

/** What replay found of an entry's payload. */
sealed interface OpenedPayload {
    /** Objects, none when the payload is not here or holds no objects. */
    record Objects(List<PayloadObject> objects) implements OpenedPayload {
        public Objects {
            objects = List.copyOf(objects);
        }
    }

    /**
     * Sealed, and closed to this node.
     *
     * @param finding code of what its author sealed otherwise than it signed; empty when only a key is missing
     */
    record Closed(String audience, long epoch, Optional<String> finding) implements OpenedPayload {}

    OpenedPayload NOTHING = new Objects(List.of());
}
