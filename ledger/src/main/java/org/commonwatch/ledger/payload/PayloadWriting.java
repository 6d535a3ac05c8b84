package org.commonwatch.ledger.payload;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFile;

/**
 * How payload files get onto the disk and off it before anybody knows them. Readers see a whole file or none. Safe from many
 * threads.
 */
final class PayloadWriting {
    /** Payloads written at a time; two that share a place only wait for each other. */
    private static final int WRITERS_MAX = 64;

    private final Disk disk;
    private final Path logDirectory;
    private final Path directory;

    /** Also the lock that decides between a payload that arrives and an order to erase it. */
    private final Erasing erasing;

    /** Whoever writes a payload holds the one that its statement falls to, since its temporary file has one name. */
    private final Object[] writing;

    /** None where each write is synced. */
    private Optional<PayloadJournals> journals = Optional.empty();

    /** Whether {@code payload/} itself is known to outlive a crash, so that a new folder in it costs one sync, not two. */
    private volatile boolean directoryDurable;

    PayloadWriting(Disk disk, Path logDirectory, Erasing erasing) {
        this.disk = disk;
        this.logDirectory = logDirectory;
        this.directory = logDirectory.resolve("payload");
        this.erasing = erasing;
        this.writing = Stream.generate(Object::new).limit(WRITERS_MAX).toArray();
    }

    /** Before anything is written. */
    void openJournals(Function<Digest, Path> file, int recordsMax) throws IOException {
        journals = Optional.of(PayloadJournals.open(disk, directory, recordsMax, new PayloadJournals.Files() {
            @Override
            public boolean restore(PayloadJournal.Journaled payload) throws IOException {
                return PayloadWriting.this.restore(file.apply(payload.id()), payload.content());
            }

            @Override
            public void settle(List<Digest> statements) throws IOException {
                PayloadWriting.this.settle(statements.stream().map(file).toList());
            }
        }));
    }

    private Object writing(Digest statementId) {
        return writing[Math.floorMod(statementId.hashCode(), WRITERS_MAX)];
    }

    /** Puts a filled temporary file where it belongs. */
    @FunctionalInterface
    private interface Move {
        void run() throws IOException, Refused;
    }

    /** Durable on return. For a statement that nobody knows yet. */
    void write(Digest statementId, Path file, byte[] whole) throws IOException {
        synchronized (writing(statementId)) {
            try {
                put(statementId, file, whole, () -> disk.move(Erasing.temporary(file), file));
            } catch (Refused e) {
                throw new IllegalStateException("nothing refuses an own payload: " + e.refusal(), e);
            }
        }
    }

    /**
     * As {@link #write}, of what others send.
     *
     * @throws Refused {@code payload-erased}
     */
    void take(Digest statementId, Path file, byte[] whole) throws IOException, Refused {
        synchronized (writing(statementId)) {
            if (disk.exists(Erasing.marker(file))) {
                throw erased();
            }
            if (disk.usableBytes(logDirectory) < Disk.RESERVE_BYTES) {
                throw new IOException("the disk is nearly full; make room");
            }
            put(statementId, file, whole, () -> moveUnlessErased(statementId, file));
        }
    }

    private void put(Digest statementId, Path file, byte[] whole, Move move) throws IOException, Refused {
        makeFolder(file);
        if (journals.isEmpty() || !PayloadJournals.takes(whole)) {
            blank(statementId);
            fill(Erasing.temporary(file), whole, true);
            move.run();
            disk.syncDirectory(folder(file));
            return;
        }
        journals.get().append(statementId, whole);
        try {
            fill(Erasing.temporary(file), whole, false);
            move.run();
        } finally {
            journals.get().written(statementId);
        }
    }

    private void fill(Path temporary, byte[] whole, boolean sync) throws IOException {
        try (DiskFile out = disk.openToWrite(temporary)) {
            out.truncate(0);
            out.write(whole, 0, whole.length, 0);
            if (sync) {
                out.sync();
            }
        }
    }

    private void moveUnlessErased(Digest statementId, Path file) throws IOException, Refused {
        synchronized (erasing) {
            if (disk.exists(Erasing.marker(file))) {
                disk.delete(Erasing.temporary(file));
                blank(statementId);
                throw erased();
            }
            disk.move(Erasing.temporary(file), file);
        }
    }

    /** Takes back what was written for a statement that is certainly no entry. Durable on return. */
    void discard(Digest statementId, Path file) throws IOException {
        synchronized (writing(statementId)) {
            blank(statementId);
            disk.delete(file);
            disk.delete(Erasing.temporary(file));
            if (disk.exists(folder(file))) {
                disk.syncDirectory(folder(file));
            }
        }
    }

    boolean isJournaled(Digest statementId) {
        return journals.isPresent() && journals.get().holds(statementId);
    }

    /** Before a payload is erased: its file stands by itself, and no journal holds anything of it. */
    void settle(Digest statementId, Path file) throws IOException {
        if (isJournaled(statementId)) {
            settle(List.of(file));
        }
        blank(statementId);
    }

    private void blank(Digest statementId) throws IOException {
        if (journals.isPresent()) {
            journals.get().blank(statementId);
        }
    }

    private void settle(List<Path> files) throws IOException {
        Set<Path> folders = new HashSet<>();
        for (Path file : files) {
            try (DiskFile open = disk.openToRead(file)) {
                open.sync();
                folders.add(folder(file));
            } catch (NoSuchFileException gone) {
                // Erased or taken back, which was durable by itself.
            }
        }
        for (Path folder : folders) {
            disk.syncDirectory(folder);
        }
        if (!folders.isEmpty()) {
            disk.syncDirectory(directory);
        }
    }

    /** False: it was erased meanwhile, so the journal must not hold it. */
    private boolean restore(Path file, byte[] content) throws IOException {
        if (disk.exists(Erasing.marker(file))) {
            return false;
        }
        if (!isWhole(file, content)) {
            makeFolder(file);
            fill(Erasing.temporary(file), content, false);
            disk.move(Erasing.temporary(file), file);
        }
        return true;
    }

    private boolean isWhole(Path file, byte[] content) throws IOException {
        try (DiskFile open = disk.openToRead(file)) {
            return open.size() == content.length && Arrays.equals(open.read(0, content.length), content);
        } catch (NoSuchFileException absent) {
            return false;
        }
    }

    void makeFolder(Path file) throws IOException {
        Path folder = folder(file);
        if (!disk.exists(folder)) {
            disk.createDirectories(folder);
            if (!directoryDurable) {
                disk.syncDirectory(logDirectory);
                directoryDurable = true;
            }
            disk.syncDirectory(directory);
        }
    }

    private Path folder(Path file) {
        return directory.resolve(file.getName(file.getNameCount() - 2));
    }

    private static Refused erased() {
        return Refusal.of("payload-erased", "", "The payload was erased here.").toException();
    }
}
