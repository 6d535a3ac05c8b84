package org.commonwatch.node.sharing;

import java.util.Set;
import java.util.stream.Stream;
import org.commonwatch.stix.References;
import org.commonwatch.stix.StixObject;

/**
 * Which objects name which. The table holds only the first 8 bytes of the named object's UUID beside the place of the one
 * that names it: 18 bytes a row instead of 90, which is what a node writes most of. A hint is confirmed against the object
 * itself, which whoever follows a link reads anyway.
 */
final class Links {
    /** Nearly every object is marked and has an author; both are read from the object itself. */
    private static final Set<String> MARKINGS = Set.of("object_marking_refs", "marking_ref");

    private static final String AUTHORSHIP = "_by_ref";

    private Links() {}

    static Stream<References.Reference> of(StixObject stix) {
        return References.of(stix).stream()
                .filter(reference -> !MARKINGS.contains(reference.property())
                        && !reference.property().endsWith(AUTHORSHIP));
    }

    /** @param id a STIX identifier: type, two hyphens and a UUID */
    static long hint(String id) {
        int uuid = id.indexOf("--") + 2;
        long high = Long.parseLong(id, uuid, uuid + 8, 16);
        long middle = Long.parseLong(id, uuid + 9, uuid + 13, 16);
        long low = Long.parseLong(id, uuid + 14, uuid + 18, 16);
        return high << 32 | middle << 16 | low;
    }
}
