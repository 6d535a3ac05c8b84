package org.commonwatch.ledger.payload;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Damage;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.disk.DiskFile;
import org.commonwatch.ledger.merkle.MerkleTree;
import org.commonwatch.ledger.statement.PayloadCommitment;

/**
 * Payload files under {@code payload/<first two hex digits>/<other 62>} of a log's folder, one for each statement, named by
 * statement id. Write order: payload first, durable, then the statement goes to the sequencer; so an entry in the log
 * either has its payload here, was erased, or came from elsewhere.
 *
 * <p>Safe from many threads. Failures of the disk are {@link DiskFault}.
 */
public final class PayloadStore implements AutoCloseable {
    /** Payload files kept open for reading: enough for a page of results, far from the usual 1,024 descriptors. */
    public static final int OPEN_FILES_MAX = 256;

    /** Payloads in one of two journals, whose files are not known to be durable. */
    private static final int JOURNALED_MAX = 4_096;

    /** The longest payload file: a sealed one, whose chunks are longer than their objects. */
    public static final int FILE_BYTES_MAX = SealedHeader.bytes(Limits.STATEMENT_OBJECTS_MAX)
            + Limits.STATEMENT_OBJECTS_MAX * SealedHeader.CHUNK_EXTRA_BYTES
            + Limits.STATEMENT_PAYLOAD_BYTES_MAX;

    private final Disk disk;
    private final Path logDirectory;
    private final Path directory;
    private final OpenFiles open;

    /** Also the lock that decides between a payload that arrives and an order to erase it. */
    private final Erasing erasing;

    private final PayloadWriting writing;

    /**
     * Whose writes are each synced. For the one that a node writes into see {@link #journaled}.
     *
     * @param logDirectory the log's folder; {@code payload/} is made inside when first written
     */
    public PayloadStore(Disk disk, Path logDirectory) {
        this.disk = disk;
        this.logDirectory = logDirectory;
        this.directory = logDirectory.resolve("payload");
        this.open = new OpenFiles(disk, OPEN_FILES_MAX);
        this.erasing = new Erasing(disk);
        this.writing = new PayloadWriting(disk, logDirectory, erasing);
    }

    /**
     * The store of a log that this process alone writes: small payloads that come at the same time become durable together.
     * What an earlier run had only in its journal is written anew first.
     */
    public static PayloadStore journaled(Disk disk, Path logDirectory) {
        return journaled(disk, logDirectory, JOURNALED_MAX);
    }

    static PayloadStore journaled(Disk disk, Path logDirectory, int recordsMax) {
        PayloadStore store = new PayloadStore(disk, logDirectory);
        try {
            store.writing.openJournals(store::file, recordsMax);
        } catch (IOException e) {
            throw new DiskFault("opening the payloads in " + logDirectory, e);
        }
        return store;
    }

    /** What there is for a statement that has a payload. */
    public enum State {
        PRESENT,
        ERASED,
        ABSENT
    }

    /**
     * Makes the payload durable. Writing it again is harmless. Only for a statement that nobody knows yet, so that no order
     * can have erased it; what others send is {@link #accept accepted}.
     */
    public PayloadHeader write(Digest statementId, Payload payload) {
        PayloadHeader header = payload.header();
        byte[] whole = Arrays.copyOf(header.toBytes(), Math.toIntExact(header.offset(header.count())));
        int at = Math.toIntExact(header.offset(0));
        for (byte[] object : payload.objects()) {
            System.arraycopy(object, 0, whole, at, object.length);
            at += object.length;
        }
        write(statementId, whole);
        return header;
    }

    /** As above, of a file that was made for the statement: a sealed payload. */
    public void write(Digest statementId, byte[] whole) {
        Path file = file(statementId);
        try {
            writing.write(statementId, file, whole);
            open.forget(file);
        } catch (IOException e) {
            throw new DiskFault("writing " + file, e);
        }
    }

    /** Takes back what was written for a statement that is certainly no entry. Durable on return. */
    public void discard(Digest statementId) {
        Path file = file(statementId);
        try {
            writing.discard(statementId, file);
            open.forget(file);
        } catch (IOException e) {
            throw new DiskFault("deleting " + file, e);
        }
    }

    /**
     * Takes a payload file as another node serves it and makes it durable, if it is what the leaf commits to; objects of it
     * may be erased. Writing it again is harmless; an erased one stays erased, also when it is erased at the same moment.
     *
     * @throws Refused {@code payload-mismatch} naming the first wrong bytes, {@code payload-erased}
     */
    public void accept(Digest statementId, byte[] whole, PayloadCommitment commitment) throws Refused {
        Optional<Damage> damage = damage(statementId, whole, commitment);
        if (damage.isPresent()) {
            throw mismatch(damage.get());
        }
        Path file = file(statementId);
        try {
            writing.take(statementId, file, whole);
            open.forget(file);
        } catch (IOException e) {
            throw new DiskFault("writing " + file, e);
        }
    }

    /** Whether a payload file lacks objects that were erased. */
    public static boolean isPartlyErased(byte[] file) {
        return PayloadHeader.isPartlyErased(file);
    }

    /**
     * Which objects a payload file in clear lacks because they were erased, ascending.
     *
     * @throws Refused {@code payload-header}
     */
    public static List<Integer> erasedIn(byte[] file) throws Refused {
        return PayloadHeader.parse(file, file.length).erased();
    }

    private static Refused mismatch(Damage damage) {
        return Refusal.of(
                        "payload-mismatch",
                        "byte " + damage.from(),
                        "The payload is not what the leaf commits to: " + damage.what())
                .toException();
    }

    public State state(Digest statementId) {
        if (disk.exists(file(statementId))) {
            return State.PRESENT;
        }
        return disk.exists(Erasing.marker(file(statementId))) ? State.ERASED : State.ABSENT;
    }

    /**
     * Salts, lengths and positions of the objects of a payload in clear; empty when it is not here.
     *
     * @throws Refused {@code payload-header} when the file is damaged, or sealed
     */
    public Optional<PayloadHeader> header(Digest statementId) throws Refused {
        Optional<byte[]> fixed = readHead(statementId, PayloadHeader.FIXED_BYTES);
        if (fixed.isEmpty()) {
            return Optional.empty();
        }
        int count = PayloadHeader.count(fixed.get());
        Optional<byte[]> head = readHead(statementId, PayloadHeader.bytes(count));
        return head.isEmpty() ? Optional.empty() : Optional.of(PayloadHeader.parse(head.get(), fileBytes(statementId)));
    }

    /**
     * Chunks and key part of a sealed payload; empty when it is not here.
     *
     * @throws Refused {@code payload-header} when the file is damaged, or in clear
     */
    public Optional<SealedHeader> sealedHeader(Digest statementId) throws Refused {
        Optional<byte[]> fixed = readHead(statementId, SealedHeader.FIXED_BYTES);
        if (fixed.isEmpty()) {
            return Optional.empty();
        }
        int count = SealedHeader.count(fixed.get());
        Optional<byte[]> head = readHead(statementId, SealedHeader.bytes(count));
        return head.isEmpty() ? Optional.empty() : Optional.of(SealedHeader.parse(head.get(), fileBytes(statementId)));
    }

    /** Whether what is here is ciphertext. */
    public boolean isSealed(Digest statementId) {
        return readHead(statementId, SealedHeader.FIXED_BYTES)
                .filter(SealedHeader::isSealed)
                .isPresent();
    }

    /**
     * The whole file as it is served, sealed or in clear; empty when it is not here.
     *
     * @throws Refused {@code payload-header} when its head does not fit the file
     */
    public Optional<byte[]> whole(Digest statementId) throws Refused {
        Optional<byte[]> fixed = readHead(statementId, SealedHeader.FIXED_BYTES);
        if (fixed.isEmpty()) {
            return Optional.empty();
        }
        long end;
        if (SealedHeader.isSealed(fixed.get())) {
            end = sealedHeader(statementId).map(SealedHeader::end).orElse(0L);
        } else {
            end = header(statementId).map(PayloadHeader::end).orElse(0L);
        }
        return read(statementId, 0, Math.toIntExact(end));
    }

    /**
     * One positional read, for instance of a run of neighbouring objects; offsets are those of {@link PayloadHeader} or {@link SealedHeader}.
     *
     * @return {@code length} bytes; empty when the payload is not here
     */
    public Optional<byte[]> read(Digest statementId, long offset, int length) {
        if (offset < 0 || length < 0 || length > FILE_BYTES_MAX) {
            throw new IllegalArgumentException("not a slice of a payload file: " + length + " bytes at " + offset);
        }
        return read(statementId, file -> file.read(offset, length));
    }

    /** Object {@code index} with its proof; empty when it is not here. Reads the head and the one object. */
    public Optional<Disclosure> disclose(Digest statementId, int index) throws Refused {
        Optional<PayloadHeader> header = header(statementId);
        if (header.isEmpty()) {
            return Optional.empty();
        }
        if (header.get().erased(index)) {
            return Optional.empty();
        }
        Optional<byte[]> bytes =
                read(statementId, header.get().offset(index), header.get().length(index));
        return bytes.map(object -> new Disclosure(
                index,
                header.get().salt(index),
                object,
                MerkleTree.of(header.get().commitments()).inclusion(index)));
    }

    /**
     * Whether the file here is what the leaf commits to.
     *
     * @throws Refused {@code payload-mismatch} naming the first wrong bytes, {@code payload-absent}
     */
    public void verify(Digest statementId, PayloadCommitment commitment) throws Refused {
        if (state(statementId) != State.PRESENT) {
            throw Refusal.of("payload-absent", "", "The payload is not here.").toException();
        }
        Optional<Damage> damage = inspect(statementId, commitment);
        if (damage.isPresent()) {
            throw mismatch(damage.get());
        }
    }

    /** The first wrong bytes of a payload that is here, as narrowly as the file's redundancy tells; empty when none is. */
    public Optional<Damage> inspect(Digest statementId, PayloadCommitment commitment) {
        byte[] whole = read(statementId, file -> file.read(0, (int) Math.min(file.size(), FILE_BYTES_MAX)))
                .orElseGet(() -> new byte[0]);
        return damage(statementId, whole, commitment);
    }

    private static Optional<Damage> damage(Digest statementId, byte[] whole, PayloadCommitment commitment) {
        String file = path(statementId);
        return commitment.sealed().isPresent()
                ? new SealedInspection(
                                file, whole, commitment, commitment.sealed().orElseThrow())
                        .damage()
                : new PayloadInspection(file, whole, commitment).damage();
    }

    /** Whether the payload or objects of it are erased, or about to be, as far as its files say. */
    public boolean isTouched(Digest statementId) {
        return disk.exists(Erasing.marker(file(statementId)))
                || readHead(statementId, PayloadHeader.FIXED_BYTES)
                        .filter(PayloadHeader::isPartlyErased)
                        .isPresent();
    }

    /** Which orders erased the payload or objects of it; empty when there is no marker, or none that reads. */
    public Optional<ErasureMarker> marker(Digest statementId) {
        return erasing.read(file(statementId));
    }

    /**
     * The first wrong byte of an erasure marker; empty when it is right or there is none.
     *
     * @param origin of the log
     * @param orders entries of which the marker may name any, ascending
     */
    public Optional<Damage> inspectMarker(Digest statementId, String origin, List<Long> orders) {
        return erasing.inspect(file(statementId), path(statementId), origin, orders);
    }

    /**
     * Deletes the objects and their salts for good and leaves a marker; the leaf and every proof stay valid. Also where there
     * is nothing yet, so that it is never fetched. Idempotent: after a fault or a crash the payload is there or erased, and
     * erasing it again finishes it.
     *
     * @param origin of the log
     * @param order index of the entry that orders it
     */
    public void erase(Digest statementId, String origin, long order) {
        erase(statementId, origin, order, List.of());
    }

    /**
     * Deletes single objects and their salts for good. The file is written anew without them and replaced; their commitments
     * stay, so that the others can still be proved. With the last object the file itself goes. What is not here stays so.
     * A file of another form than {@link PayloadHeader} cannot be erased in part and goes as a whole.
     *
     * @param positions of the objects; empty for all of them
     */
    public void erase(Digest statementId, String origin, long order, Collection<Integer> positions) {
        Path file = file(statementId);
        try {
            synchronized (erasing) {
                writing.settle(statementId, file);
                if (positions.isEmpty()) {
                    writing.makeFolder(file);
                    erasing.whole(file, origin, order);
                } else {
                    erasing.part(file, origin, order, positions);
                }
            }
            open.forget(file);
        } catch (IOException e) {
            throw new DiskFault("erasing " + file, e);
        }
    }

    /** Whether what an order wants is done here, or there is nothing to do: the objects at {@code positions}, or all. */
    public boolean isErased(Digest statementId, Collection<Integer> positions) {
        State state = state(statementId);
        if (state != State.PRESENT && writing.isJournaled(statementId)) {
            return false;
        }
        if (state != State.PRESENT || positions.isEmpty()) {
            boolean remains = disk.exists(Erasing.temporary(file(statementId)));
            return !remains && (state == State.ERASED || (state == State.ABSENT && !positions.isEmpty()));
        }
        try {
            return header(statementId)
                    .map(header -> positions.stream().allMatch(header::erased))
                    .orElse(true);
        } catch (Refused ofAnotherForm) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            open.closeAll();
        } catch (IOException e) {
            throw new DiskFault("closing " + directory, e);
        }
    }

    /** Path of a payload relative to the log's folder, as it is served. */
    public static String path(Digest statementId) {
        String hex = statementId.hex();
        return "payload/" + hex.substring(0, 2) + "/" + hex.substring(2);
    }

    /** Path of what {@link #marker} reads, relative to the log's folder. */
    public static String markerPath(Digest statementId) {
        return path(statementId) + Erasing.MARKER;
    }

    private Optional<byte[]> readHead(Digest statementId, int bytes) {
        return read(statementId, file -> file.read(0, (int) Math.min(bytes, file.size())));
    }

    private long fileBytes(Digest statementId) {
        return this.<Long>read(statementId, DiskFile::size).orElse(0L);
    }

    private <T> Optional<T> read(Digest statementId, OpenFiles.Reading<T> reading) {
        Path file = file(statementId);
        try {
            return Optional.of(open.read(file, reading));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new DiskFault("reading " + file, e);
        }
    }

    private Path file(Digest statementId) {
        return logDirectory.resolve(path(statementId));
    }
}
