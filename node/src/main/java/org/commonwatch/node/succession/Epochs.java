package org.commonwatch.node.succession;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.succession.Epoch;
import org.commonwatch.ledger.succession.Transition;
import org.commonwatch.node.membership.Successors;
import org.commonwatch.node.spine.Era;
import org.commonwatch.node.spine.Home;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;

/**
 * The chain of epochs of each log: files {@code epochs/N} in the log's folder, each a verified step, and {@code epochs/N.K} for
 * other records of the same epoch. A file is there before the node turns to its epoch.
 */
@ApplicationScoped
class Epochs implements Successors {
    private final Disk disk = new LocalDisk();
    private final Home home;
    private final Logs logs;

    /** By log and number; epochs never change. */
    private final Map<String, Epoch> verified = new ConcurrentHashMap<>();

    /** By log and number, and emptied when a file comes. */
    private final Map<String, List<Transition>> read = new ConcurrentHashMap<>();

    @Inject
    Epochs(Home home, Logs logs) {
        this.home = home;
        this.logs = logs;
    }

    /** The number of the epoch that a log is in here, from 1. */
    long number(Log log) {
        return logs.era(log).map(Era::number).orElse(1L);
    }

    /** A step as it lies here, for others. */
    Optional<byte[]> file(Log log, long number) {
        Path file = folder(log).resolve(Long.toString(number));
        try {
            return disk.exists(file) ? Optional.of(disk.readAll(file, Transition.BYTES_MAX)) : Optional.empty();
        } catch (IOException e) {
            throw new DiskFault("reading " + file, e);
        }
    }

    /** Every record of an epoch that is here, the first first. */
    List<Transition> of(Log log, long number) {
        return read.computeIfAbsent(log.name() + " " + number, any -> {
            List<Transition> found = new ArrayList<>();
            for (int i = 0; i < Era.STARTS_MAX; i++) {
                Path file = folder(log).resolve(name(number, i));
                if (disk.exists(file)) {
                    found.add(parse(file));
                }
            }
            return List.copyOf(found);
        });
    }

    private Transition parse(Path file) {
        try {
            return Transition.parse(disk.readAll(file, Transition.BYTES_MAX));
        } catch (IOException e) {
            throw new DiskFault("reading " + file, e);
        } catch (Refused damaged) {
            throw new DiskFault(
                    "reading " + file, new IOException(damaged.refusal().toString()));
        }
    }

    /** Keeps a verified step, durably; false when it is here, or when there are as many of its epoch as are kept. */
    synchronized boolean keep(Log log, Transition step) {
        long number = step.record().epoch();
        List<Transition> known = of(log, number);
        if (known.contains(step) || known.size() == Era.STARTS_MAX) {
            return false;
        }
        Path folder = folder(log);
        try {
            disk.createDirectories(folder);
            disk.replace(folder.resolve(name(number, known.size())), step.toBytes());
            disk.syncDirectory(folder);
            disk.syncDirectory(home.ledger().resolve(log.name()));
        } catch (IOException e) {
            throw new DiskFault("keeping epoch " + number + " of " + log.name(), e);
        }
        read.remove(log.name() + " " + number);
        return true;
    }

    /**
     * The epoch of this number, verified from the founder's on.
     *
     * @param number from 2 on, and its file is here
     */
    Epoch at(Log log, long number) throws Refused {
        Epoch known = verified.get(log.name() + " " + number);
        if (known != null) {
            return known;
        }
        Transition step = of(log, number).getFirst();
        Epoch before = number == 2 ? Epoch.first(log.origin(), step.under()) : at(log, number - 1);
        Epoch epoch = step.verify(before);
        verified.put(log.name() + " " + number, epoch);
        return epoch;
    }

    /** {@inheritDoc} Replay waits where a node that joined later does not have the chain yet. */
    @Override
    public Optional<String> policy(Log log, long epoch, Digest record, String member) {
        if (epoch > number(log)) {
            return Optional.empty();
        }
        List<Transition> steps = of(log, epoch);
        if (steps.isEmpty()) {
            throw new UncheckedIOException(
                    new IOException("the chain of epochs of " + log.name() + " is not here yet"));
        }
        if (!steps.getFirst().record().terms().operators().containsValue(member)) {
            return Optional.empty();
        }
        boolean known = steps.stream().anyMatch(step -> step.id().equals(record));
        if (!known && epoch == number(log)) {
            // Only who orders the log can make others wait here, and it can do that without.
            throw new UncheckedIOException(
                    new IOException("the record by which " + member + " orders " + log.name() + " is not here yet"));
        }
        // Every record of an epoch has the same terms.
        return known ? Optional.of(steps.getFirst().record().terms().policy().text()) : Optional.empty();
    }

    private Path folder(Log log) {
        return home.ledger().resolve(log.name()).resolve("epochs");
    }

    private static String name(long number, int place) {
        return place == 0 ? Long.toString(number) : number + "." + place;
    }
}
