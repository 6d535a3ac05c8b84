package org.commonwatch.node.spine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.sqlite.SQLiteConfig;

/**
 * One SQLite file in WAL mode: one writing connection under a lock and a small pool of reading ones, all used from the
 * caller's platform thread. Readers never wait for the writer.
 */
public final class SqliteStore implements AutoCloseable {
    /** Reading connections: one a core is as fast as it gets, a few more keep slow searches from blocking pages. */
    private static final int READERS_MAX = 4;

    /** How long a caller waits for a reading connection before the node says it is too busy. */
    private static final int READER_WAIT_SECONDS_MAX = 20;

    private static final int BUSY_MILLIS_MAX = 5_000;
    /** The log may grow to this many pages of 4 KiB before a commit has to fold it into the file; idle time does it earlier. */
    private static final int WAL_PAGES_MAX = 16_384;

    private static final int PAGE_CACHE_KIB_WRITER = 8 * 1024;
    private static final int PAGE_CACHE_KIB_READER = 2 * 1024;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path file;
    private final Optional<Path> attached;
    private final Db writer;
    private final ReentrantLock writing = new ReentrantLock();
    private final BlockingQueue<Optional<Db>> readers = new ArrayBlockingQueue<>(READERS_MAX);

    /**
     * @param synchronous FULL where nothing else can bring the data back, NORMAL for what is rebuilt from the ledger
     * @param attached another store's file that readers see, read only, as schema {@code local}
     */
    SqliteStore(Path file, SQLiteConfig.SynchronousMode synchronous, Optional<Path> attached) {
        this.file = file;
        this.attached = attached;
        ownerOnly(file);
        SQLiteConfig config = config(PAGE_CACHE_KIB_WRITER);
        config.setSynchronous(synchronous);
        this.writer = open(config);
        writer.script("PRAGMA wal_autocheckpoint = " + WAL_PAGES_MAX);
        for (int i = 0; i < READERS_MAX; i++) {
            readers.add(Optional.empty());
        }
    }

    /** Runs {@code work} in one write transaction; returns after it is committed. */
    public <T> T write(Function<Db, T> work) {
        return withWriter(db -> db.transaction(() -> work.apply(db)));
    }

    /** The writing connection without a transaction of its own, for replay, which draws its own boundaries. */
    <T> T withWriter(Function<Db, T> work) {
        refuseVirtualThreads();
        writing.lock();
        try {
            return work.apply(writer);
        } finally {
            writing.unlock();
        }
    }

    /** Runs {@code work} on a snapshot that does not change meanwhile. */
    public <T> T read(Function<Db, T> work) {
        refuseVirtualThreads();
        Optional<Db> slot = takeReader();
        try {
            Db db = slot.orElseGet(this::openReader);
            slot = Optional.of(db);
            db.script("BEGIN");
            try {
                return work.apply(db);
            } finally {
                db.script("COMMIT");
            }
        } finally {
            // Also when none could be opened: the next caller tries again in this place.
            readers.add(slot);
        }
    }

    /** Writes a consistent copy into a new file, on a connection of its own, while readers and the writer go on. */
    void copyTo(Path copy) {
        refuseVirtualThreads();
        ownerOnly(copy);
        try (Db db = open(config(PAGE_CACHE_KIB_READER))) {
            db.update("VACUUM INTO ?", copy.toString());
        }
    }

    /** Folds the write-ahead log into the file as far as readers allow; for idle moments. */
    void checkpoint() {
        withWriter(db -> db.number("PRAGMA wal_checkpoint(PASSIVE)"));
    }

    /**
     * Writes the whole file anew and empties the write-ahead log, so that nothing deleted is left in free pages, in gaps of
     * pages or in the log. Takes the room of a second file meanwhile, and about a second for 100 MB; readers go on.
     *
     * @throws TooBusy when readers held on to what was there before; to be tried again
     */
    void purge() {
        boolean busy = withWriter(db -> {
            db.script("VACUUM");
            return db.number("PRAGMA wal_checkpoint(TRUNCATE)") != 0;
        });
        if (busy) {
            throw new TooBusy("readers hold on to the old content of " + file.getFileName());
        }
    }

    public Path file() {
        return file;
    }

    @Override
    public void close() {
        for (int i = 0; i < READERS_MAX; i++) {
            takeReader().ifPresent(Db::close);
        }
        writing.lock();
        try {
            writer.close();
        } finally {
            writing.unlock();
        }
    }

    private Optional<Db> takeReader() {
        try {
            Optional<Db> slot = readers.poll(READER_WAIT_SECONDS_MAX, TimeUnit.SECONDS);
            if (slot == null) {
                throw new TooBusy(
                        "all " + READERS_MAX + " reading connections of " + file.getFileName() + " are in use");
            }
            return slot;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TooBusy("interrupted while waiting to read " + file.getFileName());
        }
    }

    private Db openReader() {
        SQLiteConfig config = config(PAGE_CACHE_KIB_READER);
        Db db = open(config);
        try {
            db.script("PRAGMA query_only = ON");
            attached.ifPresent(other -> db.update("ATTACH DATABASE ? AS local", "file:" + other + "?mode=ro"));
            return db;
        } catch (StoreFault fault) {
            db.close();
            throw fault;
        }
    }

    /**
     * What lies in it is clear, so no other user of the machine reads it, also when somebody opens the folder around it. SQLite gives
     * new files beside it the same mode.
     */
    private static void ownerOnly(Path file) {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try {
            if (!Files.exists(file)) {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            }
            for (String end : List.of("", "-wal", "-shm")) {
                Path each = file.resolveSibling(file.getFileName() + end);
                if (Files.exists(each)) {
                    Files.setPosixFilePermissions(each, OWNER_ONLY);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("keeping others from reading " + file, e);
        }
    }

    private Db open(SQLiteConfig config) {
        try {
            Connection connection = config.createConnection("jdbc:sqlite:" + file);
            return new Db(connection);
        } catch (SQLException e) {
            throw new StoreFault("open " + file, "", e);
        }
    }

    private static SQLiteConfig config(int cacheKib) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setBusyTimeout(BUSY_MILLIS_MAX);
        config.setOpenMode(org.sqlite.SQLiteOpenMode.OPEN_URI);
        config.setCacheSize(-cacheKib);
        config.enforceForeignKeys(true);
        // Keys come from the ledger; asking for the last one made is a query after every statement.
        config.setGetGeneratedKeys(false);
        return config;
    }

    private static void refuseVirtualThreads() {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException(
                    "SQLite was called from a virtual thread; its native calls pin the carrier");
        }
    }
}
