package org.commonwatch.node.matching;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Applied;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.PayloadObject;
import org.commonwatch.stix.StixObject;

/**
 * What somebody reports of an object: that it was seen, or what they hold of it.
 *
 * @param part tells several targets of one opinion apart
 * @param target id of the object it is about
 * @param reporter who reports: on a community's log the key that signed, which nobody can borrow; on the own log whom the
 *     object names, since everything there was signed by this node
 * @param version of the report, microseconds
 * @param count how often it was seen
 */
record Report(
        long key,
        int part,
        String target,
        String id,
        String reporter,
        long version,
        Verdict verdict,
        long count,
        Optional<Instant> first,
        Optional<Instant> last) {
    /** Objects one opinion may be about before the rest is left out. */
    private static final int TARGETS_MAX = 100;

    private static final String FALSE_POSITIVE = "strongly-disagree";

    /** As stored in {@code reported.verdict}. */
    enum Verdict {
        SEEN(1),
        FALSE_POSITIVE(2),
        OPINION(3);

        private final int code;

        Verdict(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    static List<Report> of(Applied entry) {
        List<Report> reports = new ArrayList<>();
        for (PayloadObject object : entry.objects()) {
            switch (object.stix().type()) {
                case "sighting" -> sighting(entry, object).ifPresent(reports::add);
                case "opinion" -> opinions(entry, object, reports);
                default -> {}
            }
        }
        return reports;
    }

    private static Optional<Report> sighting(Applied entry, PayloadObject object) {
        StixObject stix = object.stix();
        // Without a count it was seen, at least once; a count of zero says that it was looked for and not seen.
        long count = stix.json().path("count").asLong(1);
        return stix.text("sighting_of_ref")
                .filter(target -> count > 0)
                .map(target -> report(entry, object, 0, target, Verdict.SEEN, count));
    }

    private static void opinions(Applied entry, PayloadObject object, List<Report> reports) {
        boolean wrong =
                object.stix().text("opinion").filter(FALSE_POSITIVE::equals).isPresent();
        int part = 0;
        for (String target : object.stix().texts("object_refs")) {
            if (part < TARGETS_MAX) {
                Verdict verdict = wrong ? Verdict.FALSE_POSITIVE : Verdict.OPINION;
                reports.add(report(entry, object, part, target, verdict, 1));
                part++;
            }
        }
    }

    private static Report report(
            Applied entry, PayloadObject object, int part, String target, Verdict verdict, long count) {
        StixObject stix = object.stix();
        boolean signed = entry.leaf().log().space() == Space.COMMUNITY;
        Optional<String> named = signed ? Optional.empty() : stix.text("created_by_ref");
        return new Report(
                entry.key(object),
                part,
                target,
                stix.id(),
                named.orElse(entry.leaf().author()),
                stix.modified().map(Micros::of).orElse(0L),
                verdict,
                count,
                stix.time("first_seen"),
                stix.time("last_seen").or(() -> stix.time("first_seen")).or(stix::modified));
    }
}
