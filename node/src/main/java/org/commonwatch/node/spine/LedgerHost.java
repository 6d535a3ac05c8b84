package org.commonwatch.node.spine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.Admission;
import org.commonwatch.ledger.sequence.Cosigners;
import org.commonwatch.ledger.sequence.Lane;
import org.commonwatch.ledger.sequence.LocalSequencer;
import org.commonwatch.ledger.sequence.LogSettings;
import org.commonwatch.ledger.sequence.Sequencer;
import org.commonwatch.ledger.tile.Handovers;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.node.policy.Space;

/** Opens and makes the logs below {@code ledger/}; changes how one is kept, one change at a time. */
final class LedgerHost {
    private final Home home;
    private final LogFiles files;
    private final Disk disk;
    private final SecureRandom random;
    private final Clock clock;
    private final Keys keys;
    private final OwnKeys own;
    private final DistantLogs distant;
    private final CouncilLogs councils;
    private final Cosigners cosigners;

    LedgerHost(
            Home home,
            Disk disk,
            SecureRandom random,
            Clock clock,
            DistantLogs distant,
            CouncilLogs councils,
            Cosigners cosigners) {
        this.home = home;
        this.files = new LogFiles(home, disk);
        this.disk = disk;
        this.random = random;
        this.clock = clock;
        this.keys = new Keys(home, random);
        this.own = keys.own();
        this.distant = distant;
        this.councils = councils;
        this.cosigners = cosigners;
    }

    /** All logs of the home folder; a new one gets its home log and the log of a community of its own. */
    List<HostedLog> openAll() {
        make(Logs.HOME, Space.OWN);
        make(Logs.COMMUNITY, Space.COMMUNITY);
        return files.all().stream()
                .sorted(Comparator.comparingInt(file -> file.log().number()))
                .map(this::open)
                .toList();
    }

    /** Makes a log unless there is one of this name. */
    synchronized LogFile make(String name, Space space) {
        return files.named(name).orElseGet(() -> {
            byte[] nonce = new byte[16];
            random.nextBytes(nonce);
            String origin = "commonwatch/" + name + "/" + Digest.of(nonce).hex().substring(0, 32);
            own.begins(name);
            LogFile file = new LogFile(
                    new Log(files.nextNumber(), name, space, origin),
                    new NoteKey(origin, keys.log(name).verifyingKey()).text(),
                    new NoteKey(own.name(), timeKey(name).verifyingKey()).text(),
                    new NoteKey(own.name(), own.in(name).key().verifyingKey()).text(),
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty());
            files.write(file);
            return file;
        });
    }

    /** Makes the folder of a log that another node orders; there is none of this name. */
    synchronized LogFile join(
            String name,
            String origin,
            String checkpointKey,
            String timeKey,
            String founderKey,
            Follows follows,
            Optional<Era> era) {
        own.begins(name);
        if (era.isPresent()) {
            home.raiseFormat();
        }
        LogFile file = new LogFile(
                new Log(files.nextNumber(), name, Space.COMMUNITY, origin),
                checkpointKey,
                timeKey,
                founderKey,
                false,
                Optional.of(follows),
                Optional.empty(),
                List.of(),
                era);
        files.write(file);
        return file;
    }

    HostedLog open(LogFile file) {
        Path folder = home.ledger().resolve(file.log().name());
        PayloadStore payloads = PayloadStore.journaled(disk, folder);
        file.era().ifPresent(era -> settle(file, era, payloads));
        String name = file.log().name();
        Hosting hosting = open(file, payloads);
        HostedLog log = new HostedLog(
                file.log(),
                hosting,
                payloads,
                own.in(name),
                files.keys(file),
                leftBehind(file, hosting.ordering()),
                file.era(),
                random,
                clock,
                () -> usableBytes(folder));
        if (own.changing().contains(name)) {
            log.holdForNewKey();
        }
        return log;
    }

    /** What is left to do after the turn. The council before is left first: its order is of a log that is not here any more. */
    private void settle(LogFile file, Era era, PayloadStore payloads) {
        EpochFolders folders = new EpochFolders(disk, folder(file));
        if (folders.isTurning(era.number())) {
            councils.forget(part(file, payloads));
        }
        folders.settle(era.number());
    }

    /**
     * As the file says. A node that has a seat and never took it, or came out of a backup without its part of the council's
     * order, follows the others until they have it among them again; where there are no others it goes on by itself.
     */
    private Hosting open(LogFile file, PayloadStore payloads) {
        boolean seated = file.council() && (file.follows().isEmpty() || councils.tookPart(part(file, payloads)));
        return seated ? council(file, councils.open(part(file, payloads))) : outside(file, payloads);
    }

    private Hosting outside(LogFile file, PayloadStore payloads) {
        return file.follows()
                .map(follows -> follow(file, follows, payloads))
                .orElseGet(() -> Hosting.alone(LocalSequencer.open(settings(file))));
    }

    private Hosting follow(LogFile file, Follows follows, PayloadStore payloads) {
        Sequencer sequencer = distant.open(new DistantLogs.Distant(
                file.log(),
                folder(file),
                payloads,
                files.keys(file),
                follows,
                files.policy(file, follows.policy()),
                file.era()));
        return new Hosting(Ordering.ELSEWHERE, sequencer, Optional.of(outbox(file, sequencer)));
    }

    /** Only in a log that another node ordered before there are own statements that it never took. */
    private Optional<LeftBehind> leftBehind(LogFile file, Ordering ordering) {
        return file.era()
                .filter(era -> ordering == Ordering.ALONE && disk.exists(outbox(file)))
                .map(era -> new LeftBehind(
                        disk, outbox(file), own.in(file.log().name()).key()));
    }

    /** The log's entries say that this organisation's newest key counts there: it speaks with that from here on. */
    synchronized void speakAnew(HostedLog log) {
        LogFile file = files.of(log);
        own.changed(file.log().name());
        Member now = own.in(file.log().name());
        if (log.ordering() == Ordering.ELSEWHERE) {
            distant.speaksAs(log.sequencer(), now.key().id());
        }
        log.speakAs(
                now,
                log.ordering() == Ordering.ALONE ? Optional.empty() : Optional.of(() -> outbox(file, log.sequencer())));
    }

    private Hosting council(LogFile file, Sequencer sequencer) {
        return new Hosting(Ordering.COUNCIL, sequencer, Optional.of(outbox(file, sequencer)));
    }

    private Lane outbox(LogFile file, Sequencer sequencer) {
        return Lane.open(disk, outbox(file), own.in(file.log().name()).key(), sequencer);
    }

    private Path outbox(LogFile file) {
        return folder(file).resolve("outbox");
    }

    private CouncilLogs.Part part(LogFile file, PayloadStore payloads) {
        return new CouncilLogs.Part(file.log(), payloads, settings(file));
    }

    private Path folder(LogFile file) {
        return home.ledger().resolve(file.log().name());
    }

    /** With this node's keys for the log, under the policy in force. */
    private LogSettings settings(LogFile file) {
        Log log = file.log();
        LogSettings settings = new LogSettings(
                        disk,
                        folder(file),
                        log.origin(),
                        own.name(),
                        new NoteSigner(log.origin(), checkpointKey(file)),
                        file.era().isPresent() ? checkpointKey(file) : timeKey(log.name()),
                        Admission.verifiedByCaller(),
                        clock,
                        System::nanoTime,
                        Thread.ofPlatform().name("log-" + log.name()).factory(),
                        LogSettings.CHECKPOINT_SPACING_DEFAULT)
                .orderedBeforeBy(files.keys(file).former());
        Optional<String> unlessStated = file.follows().map(Follows::policy);
        return file.policy().or(() -> unlessStated).isEmpty()
                ? settings
                : settings.cosignedBy(files.policy(file, unlessStated.orElse("")), cosigners);
    }

    private SigningKey checkpointKey(LogFile file) {
        String name = file.log().name();
        return file.era().map(era -> keys.log(name, era.number())).orElseGet(() -> keys.seat(name, keys.seats(name)));
    }

    /** Puts a policy in force and remembers it. */
    synchronized void policy(HostedLog log, Policy policy) {
        LogFile before = files.of(log);
        if (before.era().isPresent() && !policy.text().contains(before.checkpointKey())) {
            // Stated in an epoch that ended while this was asked for.
            return;
        }
        LogFile file;
        try {
            file = before.with(policy);
        } catch (Refused damaged) {
            throw files.damaged(before, damaged);
        }
        handover(log);
        // First: what is signed under it must be known for right after a crash.
        files.write(file);
        try {
            switch (log.ordering()) {
                case ALONE -> log.reopen(() -> Hosting.alone(LocalSequencer.open(settings(file))));
                case COUNCIL -> councils.policy(log.sequencer(), policy);
                case ELSEWHERE -> distant.policy(log.sequencer(), policy);
            }
        } catch (RuntimeException fault) {
            // What could not be put in force is not taken for done, and is tried again.
            files.write(before);
            throw fault;
        }
    }

    /**
     * Has this node order a log as one of its council. The file says so first: whatever comes between, the next opening does
     * what is left.
     *
     * @throws Refused when the others could not be joined; the log is followed as before, and this is tried again
     */
    synchronized void seat(HostedLog log, Optional<Follows> others) throws Refused {
        LogFile before = files.of(log);
        if (before.era().isPresent()) {
            throw Refusal.of("epoch-alone", "", "From its second epoch on one node orders a log.")
                    .toException();
        }
        LogFile file = before.seated(true, others);
        files.write(file);
        if (log.ordering() == Ordering.ALONE) {
            log.reopen(() -> council(file, councils.open(part(file, log.payloads()))));
        } else {
            join(log, file);
        }
        begin(log);
    }

    private void join(HostedLog log, LogFile file) throws Refused {
        AtomicReference<Optional<Refused>> failed = new AtomicReference<>(Optional.empty());
        log.reopen(() -> {
            try {
                return council(file, councils.join(part(file, log.payloads())));
            } catch (Refused refused) {
                failed.set(Optional.of(refused));
            } catch (DiskFault fault) {
                failed.set(Optional.of(Refusal.of("council-unreachable", "", String.valueOf(fault.getMessage()))
                        .toException()));
            }
            return outside(file, log.payloads());
        });
        if (failed.get().isPresent()) {
            begin(log);
            throw failed.get().orElseThrow();
        }
    }

    /** Whom this node goes on from when it leaves the council, or comes out of a backup. */
    synchronized void others(HostedLog log, Follows others) {
        LogFile file = files.of(log);
        LogFile next = file.seated(file.council(), Optional.of(others));
        // Whoever asks may not know yet that the council has ended with its epoch.
        if (file.era().isEmpty() && !next.equals(file)) {
            files.write(next);
        }
    }

    /** The council has let this node go: it follows the others from here on. */
    synchronized void unseat(HostedLog log, Follows others) {
        LogFile before = files.of(log);
        if (!before.council()) {
            return;
        }
        LogFile file = before.seated(false, Optional.of(others));
        log.reopen(() -> {
            councils.forget(part(file, log.payloads()));
            files.write(file);
            return outside(file, log.payloads());
        });
        begin(log);
    }

    /** Before anything is final by the new policy: what was final by the old one. Members that are away follow over it. */
    private void handover(HostedLog log) {
        log.reader()
                .finalCheckpoint()
                .ifPresent(new Handovers(disk, home.ledger().resolve(log.log().name()))::keep);
    }

    boolean witnessed(Log log) {
        return files.named(log.name())
                .filter(file -> file.policy().isPresent())
                .map(file -> !files.policy(file, "").isUnwitnessed())
                .orElse(false);
    }

    Optional<String> policy(Log log) {
        return files.named(log.name()).flatMap(LogFile::policy);
    }

    private long usableBytes(Path folder) {
        try {
            return disk.usableBytes(folder);
        } catch (IOException e) {
            throw new DiskFault("asking for the room left in " + folder, e);
        }
    }

    /**
     * Turns a log that was just closed to its next epoch, on disk; {@link #reopened} opens it. What fails before the turn leaves
     * it in the epoch before.
     *
     * @param everything reads all that the log has here
     * @throws Refused as {@link EpochTurn#prepare}
     */
    synchronized void turn(HostedLog closed, LogReader everything, NewEpoch next) throws Refused {
        LogFile turned =
                new EpochTurn(disk, keys).prepare(closed, files.of(closed), folder(files.of(closed)), everything, next);
        home.raiseFormat();
        files.write(turned);
        if (turned.follows().isEmpty()) {
            distant.left(closed.log());
        }
    }

    /** Opens a log as its file says now, in the place of one that was closed. */
    HostedLog reopened(HostedLog closed) {
        HostedLog opened = open(files.of(closed));
        opened.listenAs(closed);
        return opened;
    }

    /** Notes another place where a log's epoch may start, unless it is known. */
    synchronized void startsAt(HostedLog log, Checkpoint place) {
        Era era = log.era().orElseThrow();
        if (!era.starts().contains(place) && era.starts().size() < Era.STARTS_MAX) {
            Era more = era.starting(place);
            files.write(files.of(log).with(more));
            log.era(more);
        }
    }

    /** Starts to fetch what others have of a log, or of its payloads. */
    void begin(HostedLog log) {
        switch (log.ordering()) {
            case ALONE -> {}
            case COUNCIL -> councils.begin(log.sequencer());
            case ELSEWHERE -> distant.begin(log.sequencer());
        }
        log.takeLeftBehind();
    }

    /** Removes a log and everything in it. */
    void delete(HostedLog hosted) {
        hosted.close();
        Path folder = home.ledger().resolve(hosted.log().name());
        try {
            Files.deleteIfExists(folder.resolveSibling(hosted.log().name() + ".json"));
            try (var inside = Files.walk(folder)) {
                for (Path file :
                        new ArrayList<>(inside.sorted(Comparator.reverseOrder()).toList())) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + folder, e);
        }
    }

    /** This node's own for a log, whether it orders that or not. */
    OrderingKeys orderingKeys(Log log) {
        return orderingKeys(log, keys.seats(log.name()));
    }

    /** Makes others, which take the place of those; durable when this returns. For a log that this node does not order now. */
    synchronized OrderingKeys newOrderingKeys(Log log) {
        return orderingKeys(log, keys.seats(log.name()) + 1);
    }

    private OrderingKeys orderingKeys(Log log, int seat) {
        // What is found at the next start is the key of checkpoints: it is made last.
        SigningKey time = keys.seat(log.name() + Keys.TIME, seat);
        return new OrderingKeys(log, own.in(log.name()), keys.seat(log.name(), seat), time);
    }

    private SigningKey timeKey(String name) {
        return keys.seat(name + Keys.TIME, keys.seats(name));
    }
}
