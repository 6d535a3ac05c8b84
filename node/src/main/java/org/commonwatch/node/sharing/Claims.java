package org.commonwatch.node.sharing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.ItemKey;

/**
 * What all claims of one id in one log add up to: which of them stand for a version and which for the latest one. Computed
 * anew from the claims whenever one is added, recalled or reinstated, so that order of arrival never matters. Cost: one
 * indexed read of the id's claims.
 */
final class Claims {
    private record Claim(long key, boolean versioned, long modified, long added, long content, int state) {
        boolean recalled() {
            return (state & ItemState.RECALLED) != 0;
        }

        /** Claims of equal name are one version. */
        String versionName() {
            return versioned ? "m" + modified : "c" + content;
        }

        long order() {
            return versioned ? modified : added;
        }
    }

    private Claims() {}

    /** Those ids that have claims in the log already, and perhaps others; one query for a whole statement. */
    static Set<String> known(Db db, int log, List<ItemFacts> items) {
        StringBuilder hints = new StringBuilder("[");
        for (ItemFacts item : items) {
            hints.append(hints.length() == 1 ? "" : ",").append(item.hint());
        }
        return new HashSet<>(db.query(
                "SELECT id FROM item WHERE hint IN (SELECT value FROM json_each(?)) AND key >= ? AND key < ?",
                row -> row.getString(1),
                hints.append(']').toString(),
                ItemKey.first(log),
                ItemKey.end(log)));
    }

    static void restate(Db db, int log, String id) {
        List<Claim> claims = read(db, log, id);
        List<Claim> standing = new ArrayList<>();
        Set<String> versions = new HashSet<>();
        for (Claim claim : claims) {
            if (!claim.recalled() && versions.add(claim.versionName())) {
                standing.add(claim);
            }
        }
        // With nothing standing, the recalled claims keep standing for themselves, so that history can show them.
        List<Claim> shown = standing.isEmpty() ? claims : standing;
        Comparator<Claim> age = Comparator.comparingLong(Claim::order).thenComparingLong(Claim::key);
        long first = shown.stream().min(age).map(Claim::key).orElse(-1L);
        long latest = shown.stream().max(age).map(Claim::key).orElse(-1L);
        Set<Long> shownKeys = new HashSet<>();
        shown.forEach(claim -> shownKeys.add(claim.key()));
        for (Claim claim : claims) {
            int state = claim.state() & ~(ItemState.VERSION | ItemState.LATEST | ItemState.FIRST);
            state |= shownKeys.contains(claim.key()) ? ItemState.VERSION : 0;
            state |= claim.key() == first ? ItemState.FIRST : 0;
            state |= claim.key() == latest ? ItemState.LATEST : 0;
            if (state != claim.state()) {
                db.update("UPDATE item SET state = ? WHERE key = ?", state, claim.key());
            }
        }
    }

    private static List<Claim> read(Db db, int log, String id) {
        return db.query(
                "SELECT key, modified, added, content, state FROM item"
                        + " WHERE hint = ? AND id = ? AND key >= ? AND key < ? ORDER BY key",
                row -> {
                    long modified = row.getLong(2);
                    boolean versioned = !row.wasNull();
                    return new Claim(
                            row.getLong(1), versioned, modified, row.getLong(3), row.getLong(4), row.getInt(5));
                },
                IdHint.of(id),
                id,
                ItemKey.first(log),
                ItemKey.end(log));
    }
}
