package org.commonwatch.node.sharing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.intake.claims.Claims;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.policy.Guarded;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Index;
import org.commonwatch.node.spine.ItemKey;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.Payloads;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.stix.StixObject;

/** Imports and shares as they came: what belongs to which batch, and what is held already. */
@ApplicationScoped
public class Batches {
    /** Batches listed at once; older ones are found by their id. */
    private static final int LISTED_MAX = 1_000;

    /** Earlier claims of one object by one source that are compared; whoever says the same in turns of more says it anew. */
    private static final int CLAIMS_COMPARED_MAX = 100;

    private final SqliteStore index;
    private final Logs logs;
    private final Items items;
    private final Payloads payloads;
    private final String self;

    @Inject
    Batches(@Index SqliteStore index, Logs logs, Items items, Payloads payloads, Identity self) {
        this.index = index;
        this.logs = logs;
        this.items = items;
        this.payloads = payloads;
        this.self = self.name();
    }

    /**
     * @param at when its first object was added
     * @param objects in all its statements
     * @param recalled whether nothing of it stands any more; not of what is sealed, of which nothing is known
     */
    public record Batch(
            String id,
            String log,
            String source,
            String format,
            String at,
            String by,
            long objects,
            boolean recalled) {}

    /** The newest first. */
    public List<Batch> list() {
        String sql = """
                SELECT id, log, min(source), min(format), min(added), min(author), sum(objects),
                  NOT EXISTS (SELECT 1 FROM batch AS part JOIN item
                    ON item.key >= (part.log << 52) | (part.entry << 14)
                    AND item.key < (part.log << 52) | ((part.entry + 1) << 14)
                    WHERE part.id = batch.id AND part.log = batch.log AND item.state & 4 = 0)
                  AND EXISTS (SELECT 1 FROM batch AS part JOIN item
                    ON item.key >= (part.log << 52) | (part.entry << 14)
                    AND item.key < (part.log << 52) | ((part.entry + 1) << 14)
                    WHERE part.id = batch.id AND part.log = batch.log)
                FROM batch GROUP BY id, log ORDER BY min(added) DESC LIMIT ?
                """;
        return index.read(db -> db.query(
                sql,
                row -> new Batch(
                        row.getString(1),
                        logs.byNumber(row.getInt(2)).name(),
                        row.getString(3),
                        row.getString(4),
                        Micros.text(row.getLong(5)),
                        row.getString(6),
                        row.getLong(7),
                        row.getInt(8) != 0),
                LISTED_MAX));
    }

    /**
     * The items of a batch of this organisation in one log, in order; empty when there is no such batch. Another member may write
     * the same id into a community's log: what it brought under it is not ours to recall.
     */
    public List<Guarded<Item>> items(Log log, String batch) {
        List<Long> keys = index.read(db -> {
            List<Long> found = new ArrayList<>();
            for (long entry : db.query(
                    "SELECT entry FROM batch WHERE id = ? AND log = ? AND author = ? ORDER BY entry",
                    row -> row.getLong(1),
                    batch,
                    log.number(),
                    self)) {
                found.addAll(db.query(
                        "SELECT key FROM item WHERE key >= ? AND key < ?",
                        row -> row.getLong(1),
                        new ItemKey(log.number(), entry, 0).toLong(),
                        new ItemKey(log.number(), entry + 1, 0).toLong()));
            }
            return found;
        });
        return items.at(keys);
    }

    /** Where a claim came from. */
    public record Origin(String batch, String source, String by) {}

    public Origin origin(ItemKey key) {
        return index.read(db -> db.first(
                        "SELECT id, source, author FROM batch WHERE log = ? AND entry = ?",
                        row -> new Origin(row.getString(1), row.getString(2), row.getString(3)),
                        key.log(),
                        key.entry()))
                .orElseGet(() -> new Origin("", "", ""));
    }

    /**
     * Those objects with which the same source says something new in this log. It said before what it claimed byte for byte,
     * and what intake made of the same words at another time: see {@link Claims#sameButForTime}.
     *
     * @param now the time of this intake, which stands in all that was made by it
     */
    List<StixObject> notHeld(Log log, String source, Instant now, List<StixObject> objects) {
        record Said(StixObject object, List<Held> before) {}
        String sql = """
                SELECT item.key, item.content, item.offset, item.length
                FROM item JOIN batch ON batch.log = ? AND batch.entry = (item.key >> 14) & 274877906943
                WHERE item.hint = ? AND item.id = ? AND item.key >= ? AND item.key < ? AND item.state & 4 = 0 AND batch.source = ?
                ORDER BY item.key DESC LIMIT ?
                """;
        List<Said> said = index.read(db -> objects.stream()
                .map(object -> new Said(
                        object,
                        db.query(
                                sql,
                                row -> new Held(
                                        ItemKey.of(row.getLong(1)),
                                        row.getLong(2),
                                        new Payloads.Slice(row.getLong(3), row.getInt(4))),
                                log.number(),
                                IdHint.of(object.id()),
                                object.id(),
                                ItemKey.first(log.number()),
                                ItemKey.end(log.number()),
                                source,
                                CLAIMS_COMPARED_MAX)))
                .toList());
        return said.stream()
                .filter(one -> one.before().stream().noneMatch(held -> held.content() == content(one.object())))
                .filter(one -> !isMadeAt(now, one.object())
                        || one.before().stream()
                                .findFirst()
                                .filter(last -> sameButForTime(last, one.object()))
                                .isEmpty())
                .map(Said::object)
                .toList();
    }

    /** A standing claim that the source made before. */
    private record Held(ItemKey key, long content, Payloads.Slice slice) {}

    private static boolean isMadeAt(Instant now, StixObject object) {
        return object.modified().filter(now::equals).isPresent();
    }

    private boolean sameButForTime(Held held, StixObject object) {
        return payloads.bytes(held.key(), held.slice())
                .map(Batches::json)
                .filter(before -> Claims.sameButForTime(before, object.json()))
                .isPresent();
    }

    private static ObjectNode json(byte[] bytes) {
        try {
            return StixObject.parse(bytes).json();
        } catch (Refused e) {
            throw new IllegalStateException("an accepted object no longer reads", e);
        }
    }

    /** The first 8 bytes of SHA-256 over the exact bytes. */
    static long content(StixObject stix) {
        return ByteBuffer.wrap(Digest.of(stix.bytes()).toBytes()).getLong();
    }
}
