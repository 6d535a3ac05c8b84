package org.commonwatch.ledger.payload;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFile;
import org.jspecify.annotations.Nullable;

/**
 * A bounded set of files open for reading, least recently used closed first. A file in use is never closed under its
 * reader: it leaves the set and is closed by the last reader. Safe from many threads; the lock is not held during reads.
 */
final class OpenFiles {
    private final Disk disk;
    private final int filesMax;
    private final Map<Path, Lease> leases = new LinkedHashMap<>(16, 0.75f, true);

    OpenFiles(Disk disk, int filesMax) {
        this.disk = disk;
        this.filesMax = filesMax;
    }

    @FunctionalInterface
    interface Reading<T> {
        T from(DiskFile file) throws IOException;
    }

    <T> T read(Path path, Reading<T> reading) throws IOException {
        try {
            return readOnce(path, reading);
        } catch (ClosedChannelException e) {
            // An interrupted thread closes the shared channel for everybody; that is no fault of ours: open it anew.
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            forget(path);
            return readOnce(path, reading);
        }
    }

    private <T> T readOnce(Path path, Reading<T> reading) throws IOException {
        Lease lease = borrow(path);
        try {
            return reading.from(lease.file);
        } finally {
            giveBack(lease);
        }
    }

    /** Closes the file as soon as nobody reads it. */
    synchronized void forget(Path path) throws IOException {
        @Nullable Lease lease = leases.remove(path);
        if (lease != null) {
            retire(lease);
        }
    }

    synchronized void closeAll() throws IOException {
        for (Lease lease : leases.values()) {
            retire(lease);
        }
        leases.clear();
    }

    private synchronized Lease borrow(Path path) throws IOException {
        @Nullable Lease lease = leases.get(path);
        if (lease == null) {
            lease = new Lease(disk.openToRead(path));
            leases.put(path, lease);
            if (leases.size() > filesMax) {
                Iterator<Lease> eldest = leases.values().iterator();
                Lease oldest = eldest.next();
                eldest.remove();
                retire(oldest);
            }
        }
        lease.readers++;
        return lease;
    }

    private synchronized void giveBack(Lease lease) throws IOException {
        lease.readers--;
        if (lease.retired && lease.readers == 0) {
            lease.file.close();
        }
    }

    private static void retire(Lease lease) throws IOException {
        lease.retired = true;
        if (lease.readers == 0) {
            lease.file.close();
        }
    }

    /** Guarded by the set's lock. */
    private static final class Lease {
        final DiskFile file;
        int readers;
        boolean retired;

        Lease(DiskFile file) {
            this.file = file;
        }
    }
}
