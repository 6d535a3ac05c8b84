package org.commonwatch.ledger.sequence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.ledger.tile.LogWriter;
import org.commonwatch.ledger.tile.TilePath;

/**
 * The entries of a log that is being written: journal, tree, and what admission remembers of them. One thread.
 *
 * <p>An entry is durable once {@link #append} has returned and part of the log once {@link #commit} was told of it; between
 * the two nothing else may be appended.
 */
final class Stored {
    /** A journal longer than this is followed by a new one while its tiles are made durable. */
    static final long JOURNAL_BYTES_MAX = 32L * 1024 * 1024;

    /** The new one may grow to so many times the bound before appends wait for the old one's tiles. */
    private static final int JOURNALS_BEHIND_MAX = 4;

    private final Disk disk;
    private final Path stateDirectory;
    private final ThreadFactory threads;
    private final LogWriter writer;
    private final Heads heads;
    private final List<byte[]> tail;
    private final long journalBytesMax;
    private long journalBytesNext;
    private Journal journal;
    private Optional<Settling> settling = Optional.empty();
    private boolean tailUnknown;

    Stored(Disk disk, ThreadFactory threads, LogOpening opened, long journalBytesMax) {
        this.disk = disk;
        this.threads = threads;
        this.stateDirectory = opened.stateDirectory();
        this.writer = opened.writer();
        this.heads = opened.heads();
        this.tail = new ArrayList<>(opened.tail());
        this.journal = opened.journal();
        this.journalBytesMax = journalBytesMax;
        this.journalBytesNext = journalBytesMax;
    }

    LogWriter writer() {
        return writer;
    }

    /** Lanes and time may be read by other threads too. */
    Heads heads() {
        return heads;
    }

    long size() {
        return writer.size();
    }

    /** Makes entries durable at the end of the log. When this throws, {@link #cutTail} comes before anything else. */
    void append(List<Envelope> entries) throws IOException {
        journal.append(writer.size(), entries.stream().map(Envelope::leaf).toList());
    }

    /** Removes what a failed append may have left; until this has worked the tail is of unknown content. */
    void cutTail() throws IOException {
        tailUnknown = true;
        journal.cutTail();
        tailUnknown = false;
    }

    boolean tailUnknown() {
        return tailUnknown;
    }

    /** Takes the next durable entry into the tree and returns its leaf hash. */
    Digest commit(Envelope entry) {
        byte[] leaf = entry.leaf();
        Digest leafHash = writer.append(leaf);
        heads.apply(entry);
        tail.add(leaf);
        if (tail.size() == TilePath.WIDTH) {
            tail.clear();
        }
        return leafHash;
    }

    /**
     * Work that nobody waits for; a failing disk only postpones it.
     *
     * @param allPublished the tiles of all entries are written
     */
    void tidy(boolean allPublished, LogReader reader) {
        try {
            writer.tidySuperseded();
            finishSettling(journal.bytes() > JOURNALS_BEHIND_MAX * journalBytesMax);
            if (journal.bytes() > journalBytesNext && settling.isEmpty() && !tailUnknown && allPublished) {
                journalBytesNext = journal.bytes() + journalBytesMax / 4;
                LogWriter.Unsettled tiles = writer.takeUnsettled();
                try {
                    startJournal(reader);
                } catch (IOException | DiskFault e) {
                    writer.giveBack(tiles);
                    throw e;
                }
                settling = Optional.of(new Settling(disk, tiles, threads));
            }
        } catch (IOException | DiskFault e) {
            // Nothing is lost: superseded tiles and the old journal stay until a later call gets through.
            journalBytesNext = Math.max(journalBytesNext, journal.bytes());
        }
    }

    /** Once the tiles of the older journals are durable, these go. */
    private void finishSettling(boolean wait) throws IOException {
        if (settling.isEmpty() || !(wait || settling.get().isOver())) {
            return;
        }
        Settling over = settling.get();
        over.await();
        settling = Optional.empty();
        if (over.failure().isPresent()) {
            writer.giveBack(over.tiles);
        } else {
            journal.deleteOthers(disk, stateDirectory);
        }
    }

    /** Saves the heads and goes on in a new journal that carries the entries of the last bundle. */
    private void startJournal(LogReader reader) throws IOException {
        Digest lastLeaf = LogOpening.lastLeaf(reader, writer.size());
        disk.replace(stateDirectory.resolve(LogOpening.HEADS_FILE), heads.toBytes(lastLeaf));
        Journal next = Journal.create(disk, stateDirectory, journal.number() + 1, writer.size() - tail.size(), tail);
        journal.close();
        journal = next;
        journalBytesNext = journalBytesMax;
    }

    /** Leaves a settled log behind when its tiles are all written; what is not settled is recovered at the next opening. */
    void settle(boolean allPublished, LogReader reader) throws IOException {
        finishSettling(true);
        writer.deleteSuperseded();
        if (!tailUnknown && allPublished) {
            writer.settle();
            startJournal(reader);
            journal.deleteOthers(disk, stateDirectory);
        }
    }

    /** After the last use. */
    void abandon() {
        settling.ifPresent(Settling::await);
        journal.close();
    }
}
