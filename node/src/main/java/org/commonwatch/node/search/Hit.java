package org.commonwatch.node.search;

import java.util.Optional;
import org.commonwatch.node.sharing.OpenObject;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.stix.Tlp;

/**
 * One object found.
 *
 * @param tlp the marking's word; {@code none} when unmarked
 * @param log where the version shown stands
 * @param modified RFC 3339; of an object without versions the time it was added
 * @param added RFC 3339 with six digits: when its log took it in
 * @param snippet a piece of its text, around a word of the query where there is one; may be empty
 */
public record Hit(
        String id, String type, String title, String tlp, String log, String modified, String added, String snippet) {
    static final String UNMARKED = "none";

    static Hit of(FoundItem found, Optional<OpenObject> object, Snippets snippets) {
        return new Hit(
                found.item().id(),
                found.item().type(),
                object.map(OpenObject::title).orElse(found.item().id()),
                tlp(found),
                found.log().name(),
                Micros.shortText(found.item().version()),
                Micros.text(found.item().added()),
                object.map(open -> snippets.of(open.stix())).orElse(""));
    }

    static String tlp(FoundItem found) {
        return found.terms().tlp().map(Tlp::word).orElse(UNMARKED);
    }
}
