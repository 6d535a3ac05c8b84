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
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.note.NoteSigner;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.sequence.Admission;
import org.commonwatch.ledger.sequence.LocalSequencer;
import org.commonwatch.ledger.sequence.LogSettings;
import org.commonwatch.node.policy.Space;

/** Opens and makes the logs below {@code ledger/}. */
final class LedgerHost {
    private final Home home;
    private final Disk disk;
    private final SecureRandom random;
    private final Clock clock;
    private final Keys keys;
    private final Member self;

    LedgerHost(Home home, Disk disk, SecureRandom random, Clock clock) {
        this.home = home;
        this.disk = disk;
        this.random = random;
        this.clock = clock;
        this.keys = new Keys(home, random);
        this.self = Member.of(keys.author());
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
            int number = LogFile.all(home.ledger()).stream()
                    .mapToInt(file -> file.log().number() + 1)
                    .max()
                    .orElse(0);
            LogFile file = new LogFile(
                    new Log(number, name, space, origin),
                    new NoteKey(origin, keys.log(name).verifyingKey()).text(),
                    new NoteKey(self.name(), timeKey(name).verifyingKey()).text(),
                    new NoteKey(self.name(), self.key().verifyingKey()).text());
            write(file);
            return file;
        });
    }

    HostedLog open(LogFile file) {
        Log log = file.log();
        Path folder = home.ledger().resolve(log.name());
        SigningKey timeKey = timeKey(log.name());
        LocalSequencer sequencer = LocalSequencer.open(new LogSettings(
                disk,
                folder,
                log.origin(),
                self.name(),
                new NoteSigner(log.origin(), keys.log(log.name())),
                timeKey,
                Admission.verifiedByCaller(),
                clock,
                System::nanoTime,
                Thread.ofPlatform().name("log-" + log.name()).factory(),
                LogSettings.CHECKPOINT_SPACING_DEFAULT));
        return new HostedLog(
                log,
                sequencer,
                new PayloadStore(disk, folder),
                self,
                timeKey.id(),
                random,
                clock,
                () -> usableBytes(folder));
    }

    private long usableBytes(Path folder) {
        try {
            return disk.usableBytes(folder);
        } catch (IOException e) {
            throw new DiskFault("asking for the room left in " + folder, e);
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
