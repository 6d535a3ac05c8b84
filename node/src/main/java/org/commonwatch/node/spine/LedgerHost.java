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
import org.commonwatch.kernel.Digest;
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
import org.commonwatch.node.policy.Space;

/** Opens and makes the logs below {@code ledger/}. */
final class LedgerHost {
    private final Home home;
    private final Disk disk;
    private final SecureRandom random;
    private final Clock clock;
    private final Keys keys;
    private final OwnKeys own;
    private final DistantLogs distant;
    private final Cosigners cosigners;

    LedgerHost(Home home, Disk disk, SecureRandom random, Clock clock, DistantLogs distant, Cosigners cosigners) {
        this.home = home;
        this.disk = disk;
        this.random = random;
        this.clock = clock;
        this.keys = new Keys(home, random);
        this.own = keys.own();
        this.distant = distant;
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
    LogFile make(String name, Space space) {
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
                    Optional.empty(),
                    Optional.empty());
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
    LogFile join(String name, String origin, String checkpointKey, String timeKey, String founderKey, Follows follows) {
        own.begins(name);
        LogFile file = new LogFile(
                new Log(nextNumber(), name, Space.COMMUNITY, origin),
                checkpointKey,
                timeKey,
                founderKey,
                Optional.of(follows),
                Optional.empty());
        write(file);
        return file;
    }

    HostedLog open(LogFile file) {
        Path folder = home.ledger().resolve(file.log().name());
        PayloadStore payloads = new PayloadStore(disk, folder);
        return file.follows()
                .map(follows -> openDistant(file, follows, folder, payloads))
                .orElseGet(() -> openOwn(file, folder, payloads));
    }

    private HostedLog openDistant(LogFile file, Follows follows, Path folder, PayloadStore payloads) {
        Sequencer sequencer = distant.open(new DistantLogs.Distant(
                file.log(), folder, payloads, keys(file), follows, policy(file, follows.policy())));
        return hosted(file, sequencer, payloads, Optional.of(outbox(file.log(), sequencer)), folder);
    }

    private Lane outbox(Log log, Sequencer sequencer) {
        Path folder = home.ledger().resolve(log.name()).resolve("outbox");
        return Lane.open(disk, folder, own.in(log.name()).key(), sequencer);
    }

    /** The log's entries say that this organisation's newest key counts there: it speaks with that from here on. */
    void speakAnew(HostedLog log) {
        String name = log.log().name();
        own.changed(name);
        Member now = own.in(name);
        if (log.followed()) {
            distant.speaksAs(log.sequencer(), now.key().id());
            log.speakAs(now, Optional.of(() -> outbox(log.log(), log.sequencer())));
        } else {
            log.speakAs(now, Optional.empty());
        }
    }

    private HostedLog openOwn(LogFile file, Path folder, PayloadStore payloads) {
        return hosted(file, sequencer(file, folder), payloads, Optional.empty(), folder);
    }

    private Sequencer sequencer(LogFile file, Path folder) {
        Log log = file.log();
        LogSettings settings = new LogSettings(
                disk,
                folder,
                log.origin(),
                own.name(),
                new NoteSigner(log.origin(), keys.log(log.name())),
                timeKey(log.name()),
                Admission.verifiedByCaller(),
                clock,
                System::nanoTime,
                Thread.ofPlatform().name("log-" + log.name()).factory(),
                LogSettings.CHECKPOINT_SPACING_DEFAULT);
        return LocalSequencer.open(
                file.policy().isEmpty() ? settings : settings.cosignedBy(policy(file, ""), cosigners));
    }

    /** Puts a policy in force and remembers it. */
    void policy(HostedLog log, Policy policy) {
        LogFile file =
                LogFile.named(home.ledger(), log.log().name()).orElseThrow().with(policy.text());
        write(file);
        if (log.followed()) {
            distant.policy(log.sequencer(), policy);
        } else {
            log.reopen(() -> sequencer(file, home.ledger().resolve(log.log().name())));
        }
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

    private HostedLog hosted(
            LogFile file, Sequencer sequencer, PayloadStore payloads, Optional<Lane> outbox, Path folder) {
        String name = file.log().name();
        HostedLog log = new HostedLog(
                file.log(),
                sequencer,
                payloads,
                own.in(name),
                keys(file),
                outbox,
                random,
                clock,
                () -> usableBytes(folder));
        if (own.changing().contains(name)) {
            log.holdForNewKey();
        }
        return log;
    }

    private long usableBytes(Path folder) {
        try {
            return disk.usableBytes(folder);
        } catch (IOException e) {
            throw new DiskFault("asking for the room left in " + folder, e);
        }
    }

    /** Starts to fetch a log that another node orders. */
    void begin(HostedLog log) {
        if (log.followed()) {
            distant.begin(log.sequencer());
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
