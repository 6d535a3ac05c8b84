package org.commonwatch.node.sources;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.commonwatch.node.matching.BlockMatch;
import org.commonwatch.node.matching.BlockMatching;
import org.commonwatch.node.matching.SourceLines;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.LocalTables;
import org.commonwatch.telemetry.Understood;

/**
 * Matching to which every line is a hit, written where hits are written: what a source brought can be compared with what was
 * put in, line by line. Fails at a given moment when told to.
 */
final class EveryLine implements BlockMatching, LocalTables {
    private Trap trap = Trap.NONE;

    /** Where the next block meets its end. */
    enum Trap {
        NONE,
        BEFORE_SAVE,
        IN_TRANSACTION,
        AFTER_COMMIT
    }

    /** The process would be gone here. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    void set(Trap next) {
        trap = next;
    }

    /** A line and where it was said to stand. */
    record Seen(String text, long line, long offset) {}

    @Override
    public BlockMatch match(
            SourceLines source, long firstLine, long firstOffset, byte[] block, int from, int to, Instant received) {
        spring(Trap.BEFORE_SAVE);
        List<Seen> lines = new ArrayList<>();
        int start = from;
        long line = firstLine;
        for (int i = from; i < to; i++) {
            if (block[i] == '\n' || i == to - 1) {
                int end = block[i] == '\n' ? i : i + 1;
                String text = new String(block, start, end - start, StandardCharsets.UTF_8);
                lines.add(new Seen(text, line++, firstOffset + start - from));
                start = i + 1;
            }
        }
        return new BlockMatch() {
            @Override
            public int hits() {
                return lines.size();
            }

            @Override
            public Understood understood() {
                return Understood.NOTHING;
            }

            @Override
            public void save(Db local) {
                for (Seen seen : lines) {
                    local.update("INSERT INTO every_line VALUES (?, ?, ?)", seen.text(), seen.line(), seen.offset());
                }
                spring(Trap.IN_TRANSACTION);
            }

            @Override
            public void saved() {
                spring(Trap.AFTER_COMMIT);
            }
        };
    }

    private void spring(Trap here) {
        if (trap == here) {
            trap = Trap.NONE;
            throw new Killed();
        }
    }

    static List<Seen> seen(Db db) {
        return db.query(
                "SELECT text, line, offset FROM every_line",
                row -> new Seen(row.getString(1), row.getLong(2), row.getLong(3)));
    }

    /** How often each line was seen. */
    static Map<String, Integer> counts(Db db) {
        Map<String, Integer> counts = new TreeMap<>();
        seen(db).forEach(line -> counts.merge(line.text(), 1, Integer::sum));
        return counts;
    }

    @Override
    public String slice() {
        return "every-line";
    }

    @Override
    public List<String> migrations() {
        return List.of("CREATE TABLE every_line (text TEXT NOT NULL, line INTEGER NOT NULL, offset INTEGER NOT NULL)");
    }
}
