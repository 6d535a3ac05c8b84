package org.commonwatch.node.spine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.policy.Policy;

/** The files beside the folders of the logs; writing one is what changes how its log is kept. */
final class LogFiles {
    private final Path ledger;
    private final Disk disk;

    LogFiles(Home home, Disk disk) {
        this.ledger = home.ledger();
        this.disk = disk;
    }

    List<LogFile> all() {
        return LogFile.all(ledger);
    }

    Optional<LogFile> named(String name) {
        return LogFile.named(ledger, name);
    }

    LogFile of(HostedLog log) {
        return named(log.log().name()).orElseThrow();
    }

    int nextNumber() {
        return all().stream().mapToInt(file -> file.log().number() + 1).max().orElse(0);
    }

    LogKeys keys(LogFile file) {
        try {
            return file.keys();
        } catch (Refused damaged) {
            throw damaged(file, damaged);
        }
    }

    Policy policy(LogFile file, String unlessStated) {
        try {
            return Policy.parse(file.policy().orElse(unlessStated).getBytes(StandardCharsets.UTF_8));
        } catch (Refused damaged) {
            throw damaged(file, damaged);
        }
    }

    HomeUnusable damaged(LogFile file, Refused damaged) {
        return new HomeUnusable("the file " + file.path(ledger) + " is damaged: " + damaged.getMessage()
                + "; restore it from a backup");
    }

    /** Durable on return, and the log's folder is there. */
    void write(LogFile file) {
        try {
            disk.createDirectories(ledger);
            disk.createDirectories(ledger.resolve(file.log().name()));
            disk.replace(file.path(ledger), file.toBytes());
            disk.syncDirectory(ledger);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file.path(ledger), e);
        }
    }
}
