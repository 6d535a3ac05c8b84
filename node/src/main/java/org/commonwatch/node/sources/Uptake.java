package org.commonwatch.node.sources;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.commonwatch.node.matching.BlockMatch;
import org.commonwatch.node.matching.BlockMatching;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.telemetry.Understood;

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
    record Taken(long lines, long bytes, long hits, Understood understood) {}

    /**
     * Takes blocks in, all or none.
     *
     * @param rest written in the same transaction: where reading goes on
     * @throws SourceGone when the source was removed; nothing was written
     */
    Taken take(Source source, List<Block> blocks, Consumer<Db> rest) {
        ReentrantLock turn = turn(source);
        turn.lock();
        try {
            return takeInTurn(source, blocks, (db, taken) -> rest.accept(db));
        } finally {
            turn.unlock();
        }
    }

    private Taken takeInTurn(Source source, List<Block> blocks, BiConsumer<Db, Taken> rest) {
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
                matches.stream().mapToLong(BlockMatch::hits).sum(),
                matches.stream().map(BlockMatch::understood).reduce(Understood.NOTHING, Understood::plus));
        local.write(db -> {
            Counters.add(db, source, taken, received);
            rest.accept(db, taken);
            matches.forEach(match -> match.save(db));
            return taken;
        });
        matches.forEach(BlockMatch::saved);
        return taken;
    }

    private ReentrantLock turn(Source source) {
        return turns.computeIfAbsent(source.number(), number -> new ReentrantLock(true));
    }

    /**
     * Takes in what a stream brought: whole lines, the last one with or without its end. Line numbers and offsets go on where
     * the source's counters stand.
     *
     * @param rest written in the same transaction, with what was taken; {@link #take} says the rest
     */
    Taken takeStream(Source source, byte[] lines, BiConsumer<Db, Taken> rest) {
        ReentrantLock turn = turn(source);
        turn.lock();
        try {
            List<Block> blocks = local.read(db -> db.first(
                            "SELECT lines, bytes FROM source WHERE number = ?",
                            row -> blocks(lines, row.getLong(1) + 1, row.getLong(2)),
                            source.number()))
                    .orElseThrow(() -> new SourceGone(source.name()));
            return takeInTurn(source, blocks, rest);
        } finally {
            turn.unlock();
        }
    }

    /**
     * Takes in lines that do not follow one another in their stream: each is a block by itself, so that none is shown beside
     * another.
     *
     * @param lines asked for once it is the source's turn; each ends with its only line end
     * @param rest written in the same transaction; {@link #take} says the rest
     */
    Taken takeSingly(Source source, Supplier<List<byte[]>> lines, Consumer<Db> rest) {
        ReentrantLock turn = turn(source);
        turn.lock();
        try {
            List<byte[]> all = lines.get();
            if (all.isEmpty()) {
                return new Taken(0, 0, 0, Understood.NOTHING);
            }
            List<Block> blocks = local.read(db -> db.first(
                            "SELECT lines, bytes FROM source WHERE number = ?",
                            row -> singly(all, row.getLong(1) + 1, row.getLong(2)),
                            source.number()))
                    .orElseThrow(() -> new SourceGone(source.name()));
            return takeInTurn(source, blocks, (db, taken) -> rest.accept(db));
        } finally {
            turn.unlock();
        }
    }

    private static List<Block> singly(List<byte[]> lines, long firstLine, long firstOffset) {
        List<Block> blocks = new ArrayList<>(lines.size());
        long offset = firstOffset;
        for (byte[] line : lines) {
            blocks.add(new Block(firstLine + blocks.size(), offset, line, 0, line.length, 1));
            offset += line.length;
        }
        return blocks;
    }

    private static List<Block> blocks(byte[] bytes, long firstLine, long firstOffset) {
        List<Block> blocks = new ArrayList<>();
        int from = 0;
        long line = firstLine;
        while (from < bytes.length) {
            int to = Math.min(bytes.length, from + TailedFile.BLOCK_BYTES_MAX);
            int cut = to;
            while (to < bytes.length && cut > from && bytes[cut - 1] != '\n') {
                cut--;
            }
            int end = cut > from ? cut : to;
            int lines = Block.ends(bytes, from, end) + (end == bytes.length && bytes[end - 1] != '\n' ? 1 : 0);
            blocks.add(new Block(line, firstOffset + from, bytes, from, end, lines));
            line += lines;
            from = end;
        }
        return blocks;
    }

    /** Forgets the lock of a source that is gone. */
    void forget(Source source) {
        turns.remove(source.number());
    }
}
