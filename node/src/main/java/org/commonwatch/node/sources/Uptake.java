package org.commonwatch.node.sources;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.commonwatch.node.matching.BlockMatch;
import org.commonwatch.node.matching.BlockMatching;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.SqliteStore;

/**
 * The one way lines come in: match outside any transaction, then commit what was found, the counters and where reading goes
 * on together. Blocks of one source come one after the other, however many threads bring them.
 */
final class Uptake {
    private final SqliteStore local;
    private final BlockMatching matching;
    private final Clock clock;
    private final Map<Long, ReentrantLock> turns = new ConcurrentHashMap<>();

    Uptake(SqliteStore local, BlockMatching matching, Clock clock) {
        this.local = local;
        this.matching = matching;
        this.clock = clock;
    }

    /** @param hits lines and indicators that met */
    record Taken(long lines, long bytes, long hits) {}

    /**
     * Takes blocks in, all or none.
     *
     * @param rest written in the same transaction: where reading goes on
     * @throws SourceGone when the source was removed; nothing was written
     */
    Taken take(Source source, List<Block> blocks, Consumer<Db> rest) {
        ReentrantLock turn = turns.computeIfAbsent(source.number(), number -> new ReentrantLock(true));
        turn.lock();
        try {
            Instant received = clock.instant();
            List<BlockMatch> matches = new ArrayList<>(blocks.size());
            for (Block block : blocks) {
                matches.add(matching.match(
                        source.lines(),
                        block.firstLine(),
                        block.firstOffset(),
                        block.bytes(),
                        block.from(),
                        block.to(),
                        received));
            }
            Taken taken = new Taken(
                    blocks.stream().mapToLong(Block::lines).sum(),
                    blocks.stream().mapToLong(Block::length).sum(),
                    matches.stream().mapToLong(BlockMatch::hits).sum());
            local.write(db -> {
                rest.accept(db);
                Counters.add(db, source, taken.lines(), taken.bytes(), taken.hits(), received);
                matches.forEach(match -> match.save(db));
                return taken;
            });
            matches.forEach(BlockMatch::saved);
            return taken;
        } finally {
            turn.unlock();
        }
    }

    /** Forgets the lock of a source that is gone. */
    void forget(Source source) {
        turns.remove(source.number());
    }
}
