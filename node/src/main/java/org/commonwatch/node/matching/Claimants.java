package org.commonwatch.node.matching;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.node.sharing.TermsCode;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Micros;

/**
 * All claims of one id, and what they add up to: of those not recalled the latest version counts, over all logs, and where
 * several sources brought that version, one that may be used is enough.
 */
record Claimants(String id, List<Claimed> claims) {
    /**
     * What claims say is asked for one by one: joined from the left, SQLite makes the whole view first, which reads every item for each
     * id.
     */
    private static final String SELECT = """
            SELECT d.key, d.id, d.version, d.how, d.reason, d.flags, d.starts, d.since, d.until, d.confidence,
              (SELECT c.source FROM claim c WHERE c.key = d.key), w.kind, w.value,
              (SELECT c.added FROM claim c WHERE c.key = d.key), (SELECT c.tlp FROM claim c WHERE c.key = d.key)
            FROM detection d LEFT JOIN watched w ON w.key = d.key
            """;

    Claimants {
        claims = List.copyOf(claims);
    }

    /**
     * What is looked for because of an id.
     *
     * @param key of the claim that stands for it
     * @param parts that are active now
     */
    record Watching(long key, List<Claimed.Part> parts) {
        Watching {
            parts = List.copyOf(parts);
        }
    }

    static Claimants of(Db db, String id) {
        Map<Long, Claimed> byKey = new LinkedHashMap<>();
        Map<Long, List<Claimed.Part>> parts = new HashMap<>();
        List<Row> rows = db.query(
                SELECT + " WHERE d.hint = ? AND d.id = ? ORDER BY d.key, w.part",
                Claimants::row,
                Detection.hint(id),
                id);
        for (Row row : rows) {
            byKey.putIfAbsent(row.claimed().key(), row.claimed());
            parts.computeIfAbsent(row.claimed().key(), any -> new ArrayList<>())
                    .addAll(row.claimed().parts());
        }
        return new Claimants(
                id,
                byKey.values().stream()
                        .map(claim -> claim.with(parts.getOrDefault(claim.key(), List.of())))
                        .toList());
    }

    /** Whether anything of it is looked for, and by which claim; empty when not. */
    Optional<Watching> watching(Minimums minimums, Instant now) {
        return active(minimums, now).findFirst().map(claim -> new Watching(claim.key(), claim.parts()));
    }

    /** The claims because of which something is looked for, in order, each with those parts only that are. */
    Stream<Claimed> active(Minimums minimums, Instant now) {
        return latest().stream()
                .map(claim -> claim.with(claim.parts().stream()
                        .filter(part -> judge(claim, part, minimums, now) instanceof Standing.Active)
                        .toList()))
                .filter(claim -> !claim.parts().isEmpty());
    }

    /** The claims of the latest version that stands, in order; of the latest of all when every one was recalled. */
    List<Claimed> latest() {
        List<Claimed> standing =
                claims.stream().filter(claim -> !claim.recalled()).toList();
        List<Claimed> looked = standing.isEmpty() ? claims : standing;
        long version = looked.stream().mapToLong(Claimed::version).max().orElse(0);
        return looked.stream()
                .filter(claim -> claim.version() == version)
                .sorted(Comparator.comparingLong(Claimed::key))
                .toList();
    }

    static Standing judge(Claimed claim, Claimed.Part part, Minimums minimums, Instant now) {
        int minimum = claim.source().map(minimums::of).orElse(0);
        return ActiveRules.judge(claim.facts(), claim.recalled(), lifetime(part), minimum, now);
    }

    private static Optional<Duration> lifetime(Claimed.Part part) {
        return part.isWindow() ? Lifetimes.ofWindow() : Lifetimes.of(kind(part.kind()));
    }

    static MatchKind kind(int code) {
        for (MatchKind kind : MatchKind.values()) {
            if (kind.code() == code) {
                return kind;
            }
        }
        throw new IllegalStateException("no kind has the code " + code);
    }

    record Row(String id, Claimed claimed) {}

    static String select() {
        return SELECT;
    }

    static Row row(ResultSet row) throws SQLException {
        int flags = row.getInt(6);
        DetectionFacts facts = new DetectionFacts(
                (flags & Detection.Flag.REVOKED) != 0,
                (flags & Detection.Flag.NOT_FOR_DETECTION) == 0,
                (flags & Detection.Flag.BENIGN) != 0,
                time(row, 7),
                time(row, 8),
                time(row, 9),
                number(row, 10).map(Long::intValue));
        String value = text(row, 13).orElse("");
        List<Claimed.Part> parts = number(row, 12)
                .map(kind -> List.of(new Claimed.Part(kind.intValue(), value)))
                .orElse(List.of());
        return new Row(
                row.getString(2),
                new Claimed(
                        row.getLong(1),
                        row.getLong(3),
                        row.getInt(4),
                        text(row, 5),
                        facts,
                        text(row, 11),
                        row.getLong(14),
                        number(row, 15).map(TermsCode::marking),
                        parts));
    }

    private static Optional<Instant> time(ResultSet row, int column) throws SQLException {
        return number(row, column).map(Micros::toInstant);
    }

    private static Optional<Long> number(ResultSet row, int column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(number);
    }

    private static Optional<String> text(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }
}
