package org.commonwatch.node.spine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFile;
import org.commonwatch.ledger.disk.LocalDisk;

/**
 * The real disk with the memory of one whose power can fail: after {@link #powerOff} the folder is
 * put back to what was synced, and everything else is kept, dropped or torn as the dice fall. The ledger module tests itself on such a disk in memory; a node
 * also reads its folder with plain file calls, so this one works on real files. Every method is synchronized.
 */
final class ForgetfulDisk implements Disk {
    private final LocalDisk real = new LocalDisk();

    /** Files written since their last sync: their durable content, or nothing when their name is not durable either. */
    private final Map<Path, Unsynced> unsynced = new HashMap<>();

    /** Names made, renamed or deleted since their folder was synced, with what a crash may put back there. */
    private final Map<Path, Optional<byte[]>> unsyncedNames = new HashMap<>();

    private int generation;
    private boolean full;
    private boolean off;

    private static final class Unsynced {
        private final byte[] durable;
        private long lastFrom;
        private long lastTo;

        Unsynced(byte[] durable) {
            this.durable = durable;
        }
    }

    /** Whether there is no room from now on. */
    synchronized void setFull(boolean full) {
        this.full = full;
    }

    /** Power fails: open files die and nothing works any more. */
    synchronized void powerOff() {
        generation++;
        off = true;
    }

    synchronized boolean powered() {
        return !off;
    }

    /** Power comes back, and the folder is what the platters hold. */
    synchronized void powerOn(Random dice) {
        off = false;
        try {
            for (Map.Entry<Path, Unsynced> file : unsynced.entrySet()) {
                if (Files.exists(file.getKey())) {
                    Files.write(file.getKey(), afterCrash(file.getKey(), file.getValue(), dice));
                }
            }
            for (Map.Entry<Path, Optional<byte[]>> name : unsyncedNames.entrySet()) {
                if (dice.nextBoolean()) {
                    if (name.getValue().isPresent()) {
                        Files.createDirectories(name.getKey().getParent());
                        Files.write(name.getKey(), name.getValue().orElseThrow());
                    } else {
                        Files.deleteIfExists(name.getKey());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        unsynced.clear();
        unsyncedNames.clear();
    }

    private static byte[] afterCrash(Path file, Unsynced state, Random dice) throws IOException {
        byte[] now = Files.readAllBytes(file);
        int from = (int) Math.min(state.lastFrom, now.length);
        int to = (int) Math.min(state.lastTo, now.length);
        return switch (dice.nextInt(4)) {
            case 0 -> state.durable;
            case 1 -> now;
            case 2 -> Arrays.copyOf(now, from + dice.nextInt(Math.max(1, to - from)));
            default -> {
                // The length arrived, part of the last write did not.
                if (from < to) {
                    Arrays.fill(now, from + dice.nextInt(to - from), to, (byte) 0);
                }
                yield now;
            }
        };
    }

    private void checkPower() throws IOException {
        if (off) {
            throw new IOException("the power is off");
        }
    }

    private void remember(Path name) throws IOException {
        if (!unsyncedNames.containsKey(name)) {
            unsyncedNames.put(name, Files.exists(name) ? Optional.of(durable(name)) : Optional.empty());
        }
    }

    private byte[] durable(Path file) throws IOException {
        Unsynced state = unsynced.get(file);
        return state == null ? Files.readAllBytes(file) : state.durable;
    }

    @Override
    public synchronized DiskFile openToRead(Path file) throws IOException {
        checkPower();
        return new Open(file, real.openToRead(file), generation);
    }

    @Override
    public synchronized DiskFile openToWrite(Path file) throws IOException {
        checkPower();
        if (!Files.exists(file)) {
            remember(file);
            unsynced.put(file, new Unsynced(new byte[0]));
        }
        return new Open(file, real.openToWrite(file), generation);
    }

    @Override
    public synchronized void createDirectories(Path directory) throws IOException {
        checkPower();
        real.createDirectories(directory);
    }

    @Override
    public synchronized void syncDirectory(Path directory) throws IOException {
        checkPower();
        real.syncDirectory(directory);
        unsyncedNames.keySet().removeIf(name -> Objects.equals(name.getParent(), directory));
    }

    @Override
    public synchronized void move(Path from, Path to) throws IOException {
        checkPower();
        if (!Files.exists(from)) {
            throw new NoSuchFileException(from.toString());
        }
        remember(from);
        remember(to);
        real.move(from, to);
        Unsynced state = unsynced.remove(from);
        if (state == null) {
            unsynced.remove(to);
        } else {
            unsynced.put(to, state);
        }
    }

    @Override
    public synchronized void delete(Path file) throws IOException {
        checkPower();
        if (Files.exists(file) && !Files.isDirectory(file)) {
            remember(file);
            unsynced.remove(file);
        }
        real.delete(file);
    }

    @Override
    public synchronized boolean exists(Path file) {
        return real.exists(file);
    }

    @Override
    public synchronized List<String> list(Path directory) throws IOException {
        checkPower();
        return real.list(directory);
    }

    @Override
    public synchronized long usableBytes(Path directory) throws IOException {
        checkPower();
        return full ? 0 : real.usableBytes(directory);
    }

    private final class Open implements DiskFile {
        private final Path path;
        private final DiskFile file;
        private final int opened;

        Open(Path path, DiskFile file, int opened) {
            this.path = path;
            this.file = file;
            this.opened = opened;
        }

        private void checkAlive() throws IOException {
            if (opened != generation) {
                throw new IOException("the power failed since " + path + " was opened");
            }
        }

        @Override
        public long size() throws IOException {
            synchronized (ForgetfulDisk.this) {
                checkAlive();
                return file.size();
            }
        }

        @Override
        public byte[] read(long position, int length) throws IOException {
            synchronized (ForgetfulDisk.this) {
                checkAlive();
                return file.read(position, length);
            }
        }

        @Override
        public void write(byte[] bytes, int from, int length, long position) throws IOException {
            synchronized (ForgetfulDisk.this) {
                checkAlive();
                if (full) {
                    throw new IOException("no space left on this disk");
                }
                Unsynced state = state();
                file.write(bytes, from, length, position);
                state.lastFrom = position;
                state.lastTo = position + length;
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (ForgetfulDisk.this) {
                checkAlive();
                state();
                file.truncate(size);
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (ForgetfulDisk.this) {
                checkAlive();
                unsynced.remove(path);
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }

        private Unsynced state() throws IOException {
            Unsynced state = unsynced.get(path);
            if (state == null) {
                state = new Unsynced(Files.exists(path) ? Files.readAllBytes(path) : new byte[0]);
                unsynced.put(path, state);
            }
            return state;
        }
    }
}
