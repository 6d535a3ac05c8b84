package org.commonwatch.node.spine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
import org.commonwatch.node.policy.Space;

/** Opens and makes the logs below {@code ledger/}; changes how one is kept, one change at a time. */
final class LedgerHost {
    private final Home home;
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
        return LogFile.all(home.ledger()).stream()
                .sorted(Comparator.comparingInt(file -> file.log().number()))
                .map(this::open)
                .toList();
    }

    /** Makes a log unless there is one of this name. */
    synchronized LogFile make(String name, Space space) {
        return LogFile.named(home.ledger(), name).orElseGet(() -> {
            byte[] nonce = new byte[16];
            random.nextBytes(nonce);
            String origin = "commonwatch/" + name + "/" + Digest.of(nonce).hex().substring(0, 32);
            own.begins(name);
            LogFile file = new LogFile(
                    new Log(nextNumber(), name, space, origin),
                    new NoteKey(origin, keys.log(name).verifyingKey()).text(),
                    new NoteKey(own.name(), timeKey(name).verifyingKey()).text(),
                    new NoteKey(own.name(), own.in(name).key().verifyingKey()).text(),
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    List.of());
            write(file);
            return file;
        });
    }

    private int nextNumber() {
        return LogFile.all(home.ledger()).stream()
                .mapToInt(file -> file.log().number() + 1)
                .max()
                .orElse(0);
    }

    /** Makes the folder of a log that another node orders; there is none of this name. */
    synchronized LogFile join(
            String name, String origin, String checkpointKey, String timeKey, String founderKey, Follows follows) {
        own.begins(name);
        LogFile file = new LogFile(
                new Log(nextNumber(), name, Space.COMMUNITY, origin),
                checkpointKey,
                timeKey,
                founderKey,
                false,
                Optional.of(follows),
                Optional.empty(),
                List.of());
        write(file);
        return file;
    }

    HostedLog open(LogFile file) {
        Path folder = home.ledger().resolve(file.log().name());
        PayloadStore payloads = new PayloadStore(disk, folder);
        String name = file.log().name();
        HostedLog log = new HostedLog(
                file.log(),
                open(file, payloads),
                payloads,
                own.in(name),
                keys(file),
                random,
                clock,
                () -> usableBytes(folder));
        if (own.changing().contains(name)) {
            log.holdForNewKey();
        }
        return log;
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
                file.log(), folder(file), payloads, keys(file), follows, policy(file, follows.policy())));
        return new Hosting(Ordering.ELSEWHERE, sequencer, Optional.of(outbox(file, sequencer)));
    }

    /** The log's entries say that this organisation's newest key counts there: it speaks with that from here on. */
    synchronized void speakAnew(HostedLog log) {
        LogFile file = file(log);
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
        return Lane.open(
                disk, folder(file).resolve("outbox"), own.in(file.log().name()).key(), sequencer);
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
                        new NoteSigner(log.origin(), keys.log(log.name())),
                        timeKey(log.name()),
                        Admission.verifiedByCaller(),
                        clock,
                        System::nanoTime,
                        Thread.ofPlatform().name("log-" + log.name()).factory(),
                        LogSettings.CHECKPOINT_SPACING_DEFAULT)
                .orderedBeforeBy(keys(file).former());
        Optional<String> unlessStated = file.follows().map(Follows::policy);
        return file.policy().or(() -> unlessStated).isEmpty()
                ? settings
                : settings.cosignedBy(policy(file, unlessStated.orElse("")), cosigners);
    }

    /** Puts a policy in force and remembers it. */
    synchronized void policy(HostedLog log, Policy policy) {
        LogFile before = file(log);
        LogFile file;
        try {
            file = before.with(policy);
        } catch (Refused damaged) {
            throw damaged(before, damaged);
        }
        handover(log);
        // First: what is signed under it must be known for right after a crash.
        write(file);
        try {
            switch (log.ordering()) {
                case ALONE -> log.reopen(() -> Hosting.alone(LocalSequencer.open(settings(file))));
                case COUNCIL -> councils.policy(log.sequencer(), policy);
                case ELSEWHERE -> distant.policy(log.sequencer(), policy);
            }
        } catch (RuntimeException fault) {
            // What could not be put in force is not taken for done, and is tried again.
            write(before);
            throw fault;
        }
    }

    private LogFile file(HostedLog log) {
        return LogFile.named(home.ledger(), log.log().name()).orElseThrow();
    }

    /**
     * Has this node order a log as one of its council. The file says so first: whatever comes between, the next opening does
     * what is left.
     *
     * @throws Refused when the others could not be joined; the log is followed as before, and this is tried again
     */
    synchronized void seat(HostedLog log, Optional<Follows> others) throws Refused {
        LogFile file = file(log).seated(true, others);
        write(file);
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
        LogFile file = file(log);
        LogFile next = file.seated(file.council(), Optional.of(others));
        if (!next.equals(file)) {
            write(next);
        }
    }

    /** The council has let this node go: it follows the others from here on. */
    synchronized void unseat(HostedLog log, Follows others) {
        LogFile file = file(log).seated(false, Optional.of(others));
        log.reopen(() -> {
            councils.forget(part(file, log.payloads()));
            write(file);
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
        return LogFile.named(home.ledger(), log.name())
                .filter(file -> file.policy().isPresent())
                .map(file -> !policy(file, "").isUnwitnessed())
                .orElse(false);
    }

    Optional<String> policy(Log log) {
        return LogFile.named(home.ledger(), log.name()).flatMap(LogFile::policy);
    }

    private Policy policy(LogFile file, String unlessStated) {
        try {
            return Policy.parse(file.policy().orElse(unlessStated).getBytes(StandardCharsets.UTF_8));
        } catch (Refused damaged) {
            throw damaged(file, damaged);
        }
    }

    private LogKeys keys(LogFile file) {
        try {
            return file.keys();
        } catch (Refused damaged) {
            throw damaged(file, damaged);
        }
    }

    private HomeUnusable damaged(LogFile file, Refused damaged) {
        return new HomeUnusable("the file " + file.path(home.ledger()) + " is damaged: " + damaged.getMessage()
                + "; restore it from a backup");
    }

    private long usableBytes(Path folder) {
        try {
            return disk.usableBytes(folder);
        } catch (IOException e) {
            throw new DiskFault("asking for the room left in " + folder, e);
        }
    }

    /** Starts to fetch what others have of a log, or of its payloads. */
    void begin(HostedLog log) {
        switch (log.ordering()) {
            case ALONE -> {}
            case COUNCIL -> councils.begin(log.sequencer());
            case ELSEWHERE -> distant.begin(log.sequencer());
        }
    }

    /** Removes a log and everything in it. */
    void delete(HostedLog hosted) {
        hosted.close();
        Path folder = home.ledger().resolve(hosted.log().name());
        try {
            Files.deleteIfExists(folder.resolveSibling(hosted.log().name() + ".json"));
            try (var files = Files.walk(folder)) {
                for (Path file :
                        new ArrayList<>(files.sorted(Comparator.reverseOrder()).toList())) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + folder, e);
        }
    }

    /** This node's own for a log, whether it orders that or not. */
    OrderingKeys orderingKeys(Log log) {
        return new OrderingKeys(log, own.in(log.name()), keys.log(log.name()), timeKey(log.name()));
    }

    private SigningKey timeKey(String name) {
        return keys.log(name + "-time");
    }

    private void write(LogFile file) {
        try {
            disk.createDirectories(home.ledger());
            disk.createDirectories(home.ledger().resolve(file.log().name()));
            disk.replace(file.path(home.ledger()), file.toBytes());
            disk.syncDirectory(home.ledger());
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file.path(home.ledger()), e);
        }
    }
}
