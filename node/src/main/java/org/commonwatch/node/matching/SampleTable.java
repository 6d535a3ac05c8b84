package org.commonwatch.node.matching;

import java.util.List;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Micros;

/** The rows of {@code hit_sample}. */
final class SampleTable {
    private SampleTable() {}

    /** Adds what fits; a hit keeps its first {@link Sample#SAMPLES_MAX} lines. */
    static void add(Db db, long hit, List<Sample> samples) {
        long place = db.number("SELECT count(*) FROM hit_sample WHERE hit = ?", hit);
        for (Sample sample : samples) {
            if (place >= Sample.SAMPLES_MAX) {
                return;
            }
            db.update(
                    "INSERT INTO hit_sample VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
                    hit,
                    place,
                    sample.line(),
                    sample.offset(),
                    sample.token().toBytes(),
                    sample.rule(),
                    Micros.of(sample.at()),
                    sample.basis(),
                    sample.verdict(),
                    sample.before().toBytes(),
                    sample.text().toBytes(),
                    sample.tokenAt(),
                    sample.after().toBytes());
            place++;
        }
    }

    static List<Sample> of(Db db, long hit) {
        return db.query(
                "SELECT line, offset, token, rule, at, basis, verdict, before, text, token_at, after"
                        + " FROM hit_sample WHERE hit = ? ORDER BY place",
                row -> new Sample(
                        row.getLong(1),
                        row.getLong(2),
                        ForeignBytes.copy(row.getBytes(3)),
                        row.getString(4),
                        Micros.toInstant(row.getLong(5)),
                        row.getString(6),
                        row.getString(7),
                        ForeignBytes.copy(row.getBytes(8)),
                        ForeignBytes.copy(row.getBytes(9)),
                        row.getInt(10),
                        ForeignBytes.copy(row.getBytes(11))),
                hit);
    }
}
