package org.commonwatch.ledger.witness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.cosign.Cosigner;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.disk.TwoFiles;
import org.commonwatch.ledger.merkle.ProofCheck;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.proof.Fork;

/**
 * A witness, C2SP tlog-witness: for each log it remembers the last checkpoint it cosigned and cosigns only what is
 * consistent with it. The checkpoint is durable before its cosignature exists, and comparing and persisting are one step
 * under the log's lock, so that no crash and no race makes it vouch for two histories. Safe from many threads; logs do not
 * wait for each other.
 *
 * <p>The folder belongs to one witness, and one process at a time. It must not be restored from a backup: a witness that
 * forgot what it cosigned is retired and gets a new key.
 */
public final class Witness {
    private final Disk disk;
    private final Path directory;
    private final Function<String, List<Cosigner>> cosigners;
    private final Function<String, Optional<WitnessedLog>> logs;
    private final InstantSource clock;
    private final Consumer<Fork> forks;
    private final Map<String, Memory> memories = new ConcurrentHashMap<>();

    /** Whether this process has made the folder itself durable. */
    private volatile boolean folderDurable;

    /** What is known of one log; guarded by itself. */
    private static final class Memory {
        final TwoFiles file;
        Optional<WitnessState> state = Optional.empty();

        /** Whether this process made the state durable itself; what was merely found on disk may still be in a cache. */
        boolean durable;

        Memory(TwoFiles file) {
            this.file = file;
        }
    }

    /**
     * @param directory of this witness alone; made when missing
     * @param cosigners its keys, all under one name: usually one
     * @param logs which logs it cosigns, by origin; asked at each request
     * @param clock states the time in cosignatures
     * @param forks takes two checkpoints of one size that contradict each other; called under the log's lock, so quickly
     */
    public Witness(
            Disk disk,
            Path directory,
            List<Cosigner> cosigners,
            Function<String, Optional<WitnessedLog>> logs,
            InstantSource clock,
            Consumer<Fork> forks) {
        this(disk, directory, always(cosigners), logs, clock, forks);
    }

    /**
     * A witness whose keys change: whatever it signs with, it has one memory of each log, so that its newer key vouches for nothing
     * that contradicts what the older one signed.
     *
     * @param cosigners its keys for a log, by origin; asked before each signature, never empty
     */
    public Witness(
            Disk disk,
            Path directory,
            Function<String, List<Cosigner>> cosigners,
            Function<String, Optional<WitnessedLog>> logs,
            InstantSource clock,
            Consumer<Fork> forks) {
        this.disk = disk;
        this.directory = directory;
        this.cosigners = cosigners;
        this.logs = logs;
        this.clock = clock;
        this.forks = forks;
    }

    private static Function<String, List<Cosigner>> always(List<Cosigner> cosigners) {
        if (cosigners.isEmpty()) {
            throw new IllegalArgumentException("a witness has at least one key");
        }
        List<Cosigner> all = List.copyOf(cosigners);
        return origin -> all;
    }

    /** Answers one {@code add-checkpoint} request. */
    public Verdict add(byte[] body) {
        try {
            return add(AddCheckpoint.parse(body));
        } catch (Refused e) {
            return new Verdict.Bad(e.refusal());
        }
    }

    /** As {@link #add(byte[])} for a request that was parsed. */
    public Verdict add(AddCheckpoint request) {
        return add(request, checkpoint -> Optional.empty());
    }

    /** @param holding asked before the rules; a mirror's */
    Verdict add(AddCheckpoint request, Holding holding) {
        String origin = request.checkpoint().origin();
        Optional<WitnessedLog> log = logs.apply(origin);
        if (log.isEmpty()) {
            return new Verdict.Unknown(Refusal.of("log-unknown", "", "This witness does not know the log.", origin));
        }
        try {
            request.note().verify(log.get().keys());
        } catch (Refused e) {
            return new Verdict.Forbidden(e.refusal());
        }
        SignedCheckpoint checkpoint = new SignedCheckpoint(request.checkpoint(), request.note());
        Memory memory = memory(origin);
        try {
            Optional<Verdict> first;
            synchronized (memory) {
                first = refusal(state(memory, origin), request);
            }
            if (first.isPresent()) {
                if (contradicts(first.get(), request)) {
                    holding.suspect(checkpoint);
                }
                return first.get();
            }
            Optional<Refusal> missing = holding.hold(checkpoint);
            if (missing.isPresent()) {
                return new Verdict.Later(missing.get());
            }
            for (CheckpointRule rule : log.get().rules()) {
                Optional<Refusal> broken = rule.refusal(checkpoint);
                if (broken.isPresent()) {
                    return new Verdict.Unprocessable(broken.get());
                }
            }
            List<Cosigner> keys = cosigners.apply(origin);
            synchronized (memory) {
                // Looked at again: another request may have come first.
                Optional<Verdict> no = refusal(state(memory, origin), request);
                return no.isPresent() ? no.get() : persistAndSign(memory, log.get(), checkpoint, keys);
            }
        } catch (DiskFault e) {
            return new Verdict.Later(Refusal.of("witness-disk", "", "The witness's disk failed; nothing was signed."));
        }
    }

    /** A proof that does not hold, or another tree of the very size that was cosigned; not merely asked from another size. */
    private static boolean contradicts(Verdict verdict, AddCheckpoint request) {
        return verdict instanceof Verdict.Unprocessable
                || (verdict instanceof Verdict.Conflict conflict && conflict.size() == request.oldSize());
    }

    private Optional<Verdict> refusal(WitnessState state, AddCheckpoint request) {
        if (state.frozen()) {
            return Optional.of(new Verdict.Forbidden(
                    Refusal.of("witness-frozen", "", "This witness has left the log and cosigns no more of it.")));
        }
        Checkpoint checkpoint = request.checkpoint();
        long held = state.last().map(SignedCheckpoint::size).orElse(0L);
        Digest root = state.last().map(SignedCheckpoint::root).orElse(Rfc6962.EMPTY_ROOT);
        if (request.oldSize() != held) {
            return Optional.of(new Verdict.Conflict(held));
        }
        if (checkpoint.size() == held && !checkpoint.root().equals(root)) {
            state.last().ifPresent(last -> forks.accept(new Fork(last.note(), request.note(), Optional.empty())));
            return Optional.of(new Verdict.Conflict(held));
        }
        try {
            if (held > 0) {
                ProofCheck.consistency(held, checkpoint.size(), request.proof(), root, checkpoint.root());
            } else if (!request.proof().isEmpty()) {
                return Optional.of(
                        new Verdict.Unprocessable(Refusal.of("proof-length", "", "Nothing is proved from size zero.")));
            }
        } catch (Refused e) {
            return Optional.of(new Verdict.Unprocessable(e.refusal()));
        }
        return Optional.empty();
    }

    private Verdict persistAndSign(Memory memory, WitnessedLog log, SignedCheckpoint checkpoint, List<Cosigner> keys) {
        WitnessState state = memory.state.orElseThrow();
        boolean same = state.last()
                .map(last -> last.checkpoint().equals(checkpoint.checkpoint()))
                .orElse(false);
        if (!same || !memory.durable) {
            persist(memory, log.origin(), new WitnessState(false, Optional.of(known(log, checkpoint))));
        }
        log.rules().forEach(rule -> rule.cosigned(checkpoint));
        List<Note.Signature> lines = keys.stream()
                .map(cosigner -> cosigner.cosign(checkpoint.checkpoint(), clock.instant()))
                .toList();
        return new Verdict.Cosigned(lines);
    }

    /** Without the lines of strangers, which anybody could add. */
    private static SignedCheckpoint known(WitnessedLog log, SignedCheckpoint checkpoint) {
        List<Note.Signature> lines = checkpoint.note().signatures().stream()
                .filter(line ->
                        log.keys().stream().anyMatch(key -> key.name().equals(line.name()) && key.id() == line.keyId()))
                .toList();
        return new SignedCheckpoint(
                checkpoint.checkpoint(), new Note(checkpoint.note().text(), lines));
    }

    /** After a failure the disk is read anew: it may have either. */
    private void persist(Memory memory, String origin, WitnessState next) {
        Path file = file(origin);
        memory.durable = false;
        memory.state = Optional.empty();
        try {
            disk.createDirectories(directory);
            memory.file.writeBoth(next.toBytes());
            Path parent = directory.toAbsolutePath().getParent();
            if (parent != null && !folderDurable) {
                // A folder made just now, or by an earlier run that died, must outlive a crash as well.
                disk.syncDirectory(parent);
                folderDurable = true;
            }
        } catch (IOException e) {
            throw new DiskFault("persisting " + file, e);
        }
        memory.state = Optional.of(next);
        memory.durable = true;
    }

    private WitnessState state(Memory memory, String origin) {
        if (memory.state.isEmpty()) {
            memory.state = Optional.of(read(memory, origin));
        }
        return memory.state.get();
    }

    private WitnessState read(Memory memory, String origin) {
        try {
            Optional<byte[]> found = memory.file.read();
            return found.isEmpty() ? WitnessState.NEW : WitnessState.parse(found.get(), origin);
        } catch (IOException e) {
            throw new DiskFault("reading " + file(origin), e);
        } catch (Refused e) {
            // Never taken for a new log: what it cosigned is unknown, so it must not cosign.
            throw new DiskFault(
                    "reading " + file(origin), new IOException(e.refusal().toString()));
        }
    }

    private Memory memory(String origin) {
        return memories.computeIfAbsent(
                origin, any -> new Memory(new TwoFiles(disk, file(origin), WitnessState.BYTES_MAX)));
    }

    private Path file(String origin) {
        return directory.resolve(
                Digest.of(origin.getBytes(StandardCharsets.UTF_8)).hex());
    }

    /** The last checkpoint cosigned for a log, with its log's signature. */
    public Optional<SignedCheckpoint> last(String origin) {
        Memory memory = memory(origin);
        synchronized (memory) {
            return state(memory, origin).last();
        }
    }

    /** Whether it has left the log for good. */
    public boolean isFrozen(String origin) {
        Memory memory = memory(origin);
        synchronized (memory) {
            return state(memory, origin).frozen();
        }
    }

    /**
     * Leaves a log for good, durably, before a vote for its succession is signed: from now on every request is 403.
     *
     * @return the last checkpoint cosigned, which the vote carries
     * @throws DiskFault when it may not be durable; ask again
     */
    public Optional<SignedCheckpoint> freeze(String origin) {
        Memory memory = memory(origin);
        synchronized (memory) {
            WitnessState state = state(memory, origin);
            if (!state.frozen() || !memory.durable) {
                persist(memory, origin, new WitnessState(true, state.last()));
            }
            return state.last();
        }
    }
}
