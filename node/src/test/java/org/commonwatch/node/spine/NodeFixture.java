package org.commonwatch.node.spine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.merkle.MerkleTree;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.sequence.Cosigners;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.Statement;
import org.commonwatch.ledger.tile.Leaf;
import org.commonwatch.ledger.tile.LogReader;

/**
 * A whole spine in a folder, put together by hand instead of by the container: real stores, real ledger, real threads, and a
 * disk and a clock of the test's choice. Opens in milliseconds.
 */
public final class NodeFixture implements AutoCloseable {
    private static final Duration CAUGHT_UP_MAX = Duration.ofMinutes(3);
    private static final int WRITER_STEP_MILLIS = 5;
    private static final int THREADS = 2;

    private final Home home;
    private final Disk disk;
    private final SqliteStore local;
    private final SqliteStore index;
    private final Logs logs;
    private final Spine spine;
    private final List<Projection> projections;
    private final SecureRandom random = new SecureRandom();
    private final Seals seals;

    private NodeFixture(
            Path folder,
            Disk disk,
            Clock clock,
            List<EntryType<?>> types,
            List<Projection> projections,
            List<LocalTables> tables,
            Seals seals,
            CouncilLogs councils,
            Speakers speakers) {
        this.seals = seals;
        this.home = Home.open(folder);
        this.disk = disk;
        this.projections = projections;
        List<EntryType<?>> all = new ArrayList<>(types);
        all.add(new LogTimeEntry());
        this.local = LocalStore.open(home, tables);
        this.index = IndexStore.open(home, projections);
        LedgerHost host = new LedgerHost(home, disk, random, clock, DistantLogs.NONE, councils, Cosigners.NOBODY);
        this.logs = new Logs(host.openAll());
        this.spine = new Spine(
                home,
                local,
                index,
                host,
                logs,
                new ReplayStep(all, projections, speakers, seals, new Fan(THREADS)),
                seals,
                projections);
        spine.open();
    }

    public static NodeFixture open(
            Path folder, Disk disk, Clock clock, List<EntryType<?>> types, List<Projection> projections) {
        return open(folder, disk, clock, types, projections, List.of());
    }

    public static NodeFixture open(
            Path folder,
            Disk disk,
            Clock clock,
            List<EntryType<?>> types,
            List<Projection> projections,
            List<LocalTables> tables) {
        return open(folder, disk, clock, types, projections, tables, Seals.NONE);
    }

    /** With keys of audiences. */
    public static NodeFixture open(
            Path folder,
            Disk disk,
            Clock clock,
            List<EntryType<?>> types,
            List<Projection> projections,
            List<LocalTables> tables,
            Seals seals) {
        return new NodeFixture(
                folder, disk, clock, types, projections, tables, seals, CouncilLogs.NONE, Speakers.FOUNDERS);
    }

    /** With councils. */
    static NodeFixture open(Path folder, Disk disk, Clock clock, List<EntryType<?>> types, CouncilLogs councils) {
        return open(folder, disk, clock, types, List.of(), councils, Speakers.FOUNDERS);
    }

    /** With councils, and members who speak. */
    static NodeFixture open(
            Path folder,
            Disk disk,
            Clock clock,
            List<EntryType<?>> types,
            List<Projection> projections,
            CouncilLogs councils,
            Speakers speakers) {
        return new NodeFixture(folder, disk, clock, types, projections, List.of(), Seals.NONE, councils, speakers);
    }

    /** A clock that starts at {@code start} and moves a millisecond with every look: the same in every run. */
    public static Clock steps(Instant start) {
        AtomicLong looks = new AtomicLong();
        return new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return start.plusMillis(looks.incrementAndGet());
            }
        };
    }

    public Spine spine() {
        return spine;
    }

    public Logs logs() {
        return logs;
    }

    public Log home() {
        return logs.home();
    }

    public Log community() {
        return logs.named(Logs.COMMUNITY).orElseThrow();
    }

    public SqliteStore index() {
        return index;
    }

    public SqliteStore local() {
        return local;
    }

    public Entries entries() {
        return new Entries(index);
    }

    public Identity identity() {
        return new Identity(new Keys(spine.home(), random));
    }

    public SecureRandom random() {
        return random;
    }

    /** Erases what orders name, with what the test adds to forget it. */
    public Shredder shredder(KeepsObjects... keepers) {
        return new Shredder(logs, index, projections, List.of(keepers));
    }

    public Payloads payloads() {
        return new Payloads(logs, index, seals);
    }

    /** The bytes of a backup taken now. */
    public byte[] backup() throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        backup(tar);
        return tar.toByteArray();
    }

    void backup(OutputStream tar) throws IOException {
        new Backup(home, local, logs).prepare().writeTo(tar);
    }

    /** Waits until every projection, trailing ones included, has taken in everything that is final. */
    public void catchUp() {
        long deadline = System.nanoTime() + CAUGHT_UP_MAX.toNanos();
        while (!caughtUp()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("replay did not catch up: " + spine.statuses() + ", fault " + spine.fault());
            }
            pause();
        }
    }

    /** Content hash once everything is caught up. */
    public String contentHash() {
        catchUp();
        return spine.contentHash();
    }

    /**
     * Checks every log from the disk up, with none of the node's own state: the root over all leaves is the one signed, and
     * every payload that is not erased opens under its leaf. Returns how many payloads there are.
     */
    public long verify() {
        long payloads = 0;
        for (Log log : logs.all()) {
            payloads += verify(log);
        }
        return payloads;
    }

    private long verify(Log log) {
        LogReader reader = logs.hosted(log.number()).reader();
        List<Leaf> leaves;
        try (Stream<Leaf> entries = reader.entries(0, reader.size())) {
            leaves = entries.toList();
        }
        MerkleTree tree = MerkleTree.of(
                leaves.stream().map(leaf -> Rfc6962.leafHash(leaf.bytes())).toList());
        if (!tree.root().equals(reader.root())) {
            throw new AssertionError(log.name() + ": the checkpoint signs another root than the leaves have");
        }
        try (PayloadStore payloads = new PayloadStore(disk, home.ledger().resolve(log.name()))) {
            long checked = 0;
            for (Leaf leaf : leaves) {
                Envelope envelope = Envelope.parse(leaf.bytes());
                Statement statement = envelope.statement();
                boolean erased = payloads.state(envelope.id()) == PayloadStore.State.ERASED;
                if (statement.draft().payload().isPresent() && !erased) {
                    payloads.verify(envelope.id(), statement.draft().payload().orElseThrow());
                    checked++;
                }
            }
            return checked;
        } catch (Refused damaged) {
            throw new AssertionError(log.name() + ": " + damaged.refusal(), damaged);
        }
    }

    /** How many entries each log has, by name. */
    public Optional<LogStatus> status(Log log) {
        return spine.statuses().stream()
                .filter(status -> status.name().equals(log.name()))
                .findFirst();
    }

    @Override
    public void close() {
        spine.close();
    }

    private boolean caughtUp() {
        return spine.statuses().stream().allMatch(status -> status.applied() == status.size()) && spine.behind() == 0;
    }

    private static void pause() {
        try {
            Thread.sleep(WRITER_STEP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while waiting for replay", e));
        }
    }
}
