package org.commonwatch.node.state;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.spine.Index;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.node.spine.StateRoot;
import org.commonwatch.node.spine.StateRoots;

/** Compares what members stated with what this node came to. */
@ApplicationScoped
public class States {
    /** Newest claims that are compared; a wrong turn is found at the first claim after it, long before that. */
    private static final int CLAIMS_MAX = 1_000;

    private final SqliteStore index;
    private final StateRoots roots;

    @Inject
    States(@Index SqliteStore index, StateRoots roots) {
        this.index = index;
        this.roots = roots;
    }

    /**
     * A claim that this node does not agree with.
     *
     * @param part the first projection whose rows differ, with its version
     */
    public record Difference(long size, String author, String part) {}

    /** The earliest claim that is not what this node came to; empty when it agrees with all. */
    public Optional<Difference> difference(Log log) {
        for (Claim claim : claims(log)) {
            Optional<Difference> found = roots.at(log, claim.state().size())
                    .flatMap(own -> firstPart(own, claim.state()))
                    .map(part -> new Difference(claim.state().size(), claim.author(), part));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Entries up to which somebody else's word is the same as this node's; 0 when nobody has spoken. */
    public long agreed(Log log) {
        return claims(log).stream()
                .map(Claim::state)
                .filter(claim -> roots.at(log, claim.size())
                        .filter(own -> firstPart(own, claim).isEmpty())
                        .isPresent())
                .mapToLong(StateRoot::size)
                .max()
                .orElse(0);
    }

    boolean claimed(Log log, long size, String author) {
        return index.read(db -> db.number(
                        "SELECT count(*) FROM state_claim WHERE log = ? AND size = ? AND author = ?",
                        log.number(),
                        size,
                        author))
                > 0;
    }

    /** In order of names; a part that only one side has is a difference too. */
    static Optional<String> firstPart(StateRoot own, StateRoot claimed) {
        SortedMap<String, Digest> mine = own.parts();
        SortedMap<String, Digest> theirs = claimed.parts();
        TreeSet<String> names = new TreeSet<>(mine.keySet());
        names.addAll(theirs.keySet());
        return names.stream()
                .filter(name -> !Optional.ofNullable(mine.get(name)).equals(Optional.ofNullable(theirs.get(name))))
                .findFirst();
    }

    private record Claim(String author, StateRoot state) {}

    private List<Claim> claims(Log log) {
        return index
                .read(db -> db.query(
                        "SELECT author, claim FROM (SELECT * FROM state_claim WHERE log = ? ORDER BY size DESC, entry"
                                + " LIMIT " + CLAIMS_MAX + ") ORDER BY size, entry",
                        row -> Map.entry(row.getString(1), row.getString(2)),
                        log.number()))
                .stream()
                .map(row -> new Claim(row.getKey(), read(row.getValue())))
                .toList();
    }

    private static StateRoot read(String claim) {
        try {
            return StateClaim.read(BoundedJson.parse(claim.getBytes(StandardCharsets.UTF_8)))
                    .state();
        } catch (Refused e) {
            throw new IllegalStateException("an applied claim no longer reads", e);
        }
    }
}
