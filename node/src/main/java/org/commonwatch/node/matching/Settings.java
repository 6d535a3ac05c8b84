package org.commonwatch.node.matching;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.TreeMap;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.SqliteStore;

/** What this organisation asks of indicators before they are looked for. */
@ApplicationScoped
class Settings {
    private static final int SOURCE_CHARS_MAX = 300;

    private final SqliteStore local;

    @Inject
    Settings(@Local SqliteStore local) {
        this.local = local;
    }

    Minimums minimums() {
        Map<String, Integer> bySource = new TreeMap<>();
        local.read(db -> db.query(
                        "SELECT source, confidence FROM least_confidence",
                        row -> Map.entry(row.getString(1), row.getInt(2))))
                .forEach(one -> bySource.put(one.getKey(), one.getValue()));
        return new Minimums(bySource);
    }

    /**
     * @param confidence 0 asks nothing
     * @throws Refused {@code confidence-range}, {@code source-name} or {@code too-many-sources}
     */
    void leastConfidence(String source, int confidence) throws Refused {
        if (confidence < 0 || confidence > Minimums.CONFIDENCE_MAX) {
            throw Refusal.of(
                            "confidence-range",
                            "/confidence",
                            "A confidence is 0 to 100.",
                            Integer.toString(confidence))
                    .toException();
        }
        if (source.isBlank() || source.length() > SOURCE_CHARS_MAX) {
            throw Refusal.of(
                            "source-name",
                            "/source",
                            "A source has a name of 1 to " + SOURCE_CHARS_MAX + " characters.")
                    .toException();
        }
        boolean room = local.write(db -> {
            db.update("DELETE FROM least_confidence WHERE source = ?", source);
            if (confidence > 0 && db.number("SELECT count(*) FROM least_confidence") >= Minimums.SOURCES_MAX) {
                return false;
            }
            return confidence == 0 || db.update("INSERT INTO least_confidence VALUES (?,?)", source, confidence) == 1;
        });
        if (!room) {
            throw Refusal.of(
                            "too-many-sources",
                            "/source",
                            "At most " + Minimums.SOURCES_MAX + " sources can have a minimum of their own.")
                    .toException();
        }
    }
}
