package org.commonwatch.ledger.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A disk in memory that forgets like a real one. Content is durable after sync, names after syncDirectory; {@link #crash}
 * keeps, drops or tears everything else by the dice given. One changing operation can be made to fail, with or without
 * having had its effect. Every method is synchronized: the log's thread and the test share it.
 */
public final class CrashDisk implements Disk {
    /** What an operation that fails has done. */
    public enum Failure {
        NOT_DONE,
        DONE,
        HALF_DONE
    }

    private static final class Node {
        byte[] now = new byte[0];
        byte[] durable = new byte[0];
        /** Where the newest write since the last sync began and ended: what a crash may tear. */
        int lastFrom;

        int lastTo;

        Node copy() {
            Node copy = new Node();
            copy.now = now.clone();
            copy.durable = durable.clone();
            copy.lastFrom = lastFrom;
            copy.lastTo = lastTo;
            return copy;
        }
    }

    private Map<Path, Node> files = new TreeMap<>();
    private Map<Path, Node> durableFiles = new TreeMap<>();
    private final TreeSet<Path> folders = new TreeSet<>();
    private final TreeSet<Path> durableFolders = new TreeSet<>();
    private long changes;
    private long failAt = Long.MAX_VALUE;
    private boolean failForGood;
    private Failure failure = Failure.NOT_DONE;
    private long usableBytes = Long.MAX_VALUE;
    private int generation;

    /** @param root exists durably from the start, like a mount point */
    public CrashDisk(Path root) {
        folders.add(root);
        durableFolders.add(root);
    }

    /** The {@code number}-th changing operation from now, counted from 1, fails; later ones too if {@code forGood}. */
    public synchronized void failAt(long number, Failure how, boolean forGood) {
        failAt = changes + number;
        failure = how;
        failForGood = forGood;
    }

    public synchronized void heal() {
        failAt = Long.MAX_VALUE;
        failForGood = false;
    }

    /** Changing operations so far. */
    public synchronized long changes() {
        return changes;
    }

    public synchronized void setUsableBytes(long bytes) {
        usableBytes = bytes;
    }

    public synchronized CrashDisk copy() {
        CrashDisk copy = new CrashDisk(durableFolders.first());
        IdentityHashMap<Node, Node> copies = new IdentityHashMap<>();
        files.forEach((path, node) -> copy.files.put(path, copies.computeIfAbsent(node, Node::copy)));
        durableFiles.forEach((path, node) -> copy.durableFiles.put(path, copies.computeIfAbsent(node, Node::copy)));
        copy.folders.addAll(folders);
        copy.durableFolders.addAll(durableFolders);
        return copy;
    }

    /** Power loss: open files die, and what was not synced survives, vanishes or is torn as {@code dice} fall. */
    public synchronized void crash(Random dice) {
        generation++;
        heal();
        TreeSet<Path> everyFolder = new TreeSet<>(folders);
        everyFolder.addAll(durableFolders);
        for (Path folder : everyFolder) {
            if (dice.nextBoolean()) {
                syncNames(folder);
            }
        }
        durableFolders.removeIf(folder -> !durableFolders.contains(parent(folder)) && !folder.equals(root()));
        files = new TreeMap<>();
        durableFiles.forEach((path, node) -> {
            if (durableFolders.contains(parent(path))) {
                files.put(path, node);
            }
        });
        durableFiles = new TreeMap<>(files);
        folders.clear();
        folders.addAll(durableFolders);
        for (Node node : files.values()) {
            node.now = afterCrash(node, dice);
            node.durable = node.now.clone();
        }
    }

    private static byte[] afterCrash(Node node, Random dice) {
        if (Arrays.equals(node.now, node.durable)) {
            return node.now;
        }
        return switch (dice.nextInt(4)) {
            case 0 -> node.durable;
            case 1 -> node.now;
            case 2 -> {
                // Everything but the end of the last write arrived.
                int to = node.lastFrom + dice.nextInt(Math.max(1, node.lastTo - node.lastFrom));
                yield Arrays.copyOf(node.now, Math.min(to, node.now.length));
            }
            default -> {
                // The length arrived, part of the content did not: zeros.
                byte[] torn = node.now.clone();
                int from = Math.min(node.lastFrom, torn.length);
                int to = Math.min(node.lastTo, torn.length);
                if (from < to) {
                    Arrays.fill(torn, from + dice.nextInt(to - from), to, (byte) 0);
                }
                yield torn;
            }
        };
    }

    private Path root() {
        return durableFolders.first();
    }

    private static Path parent(Path path) {
        return Objects.requireNonNullElse(path.getParent(), path);
    }

    @FunctionalInterface
    private interface Change {
        void run() throws IOException;
    }

    private synchronized void change(String what, Change whole, Optional<Change> half) throws IOException {
        changes++;
        if (changes < failAt || (changes > failAt && !failForGood)) {
            whole.run();
            return;
        }
        switch (failure) {
            case NOT_DONE -> {}
            case DONE -> whole.run();
            case HALF_DONE -> half.orElse(() -> {}).run();
        }
        throw new IOException("injected failure of change " + changes + ": " + what);
    }

    @Override
    public synchronized DiskFile openToRead(Path file) throws IOException {
        Node node = files.get(file);
        if (node == null) {
            throw new NoSuchFileException(file.toString());
        }
        return new Open(node, generation);
    }

    @Override
    public synchronized DiskFile openToWrite(Path file) throws IOException {
        if (!files.containsKey(file)) {
            if (!folders.contains(parent(file))) {
                throw new NoSuchFileException(file.toString());
            }
            change("create " + file, () -> files.put(file, new Node()), Optional.empty());
        }
        return openToRead(file);
    }

    @Override
    public synchronized void createDirectories(Path directory) throws IOException {
        if (!folders.contains(directory)) {
            change("mkdir " + directory, () -> makeFolders(directory), Optional.empty());
        }
    }

    private void makeFolders(Path directory) {
        for (Path at = directory; !folders.contains(at); at = parent(at)) {
            folders.add(at);
        }
    }

    @Override
    public synchronized void syncDirectory(Path directory) throws IOException {
        change("sync " + directory, () -> syncNames(directory), Optional.empty());
    }

    private void syncNames(Path directory) {
        durableFiles.keySet().removeIf(path -> parent(path).equals(directory) && !files.containsKey(path));
        files.forEach((path, node) -> {
            if (parent(path).equals(directory)) {
                durableFiles.put(path, node);
            }
        });
        durableFolders.removeIf(
                folder -> parent(folder).equals(directory) && !folder.equals(directory) && !folders.contains(folder));
        for (Path folder : folders) {
            if (parent(folder).equals(directory)) {
                durableFolders.add(folder);
            }
        }
    }

    @Override
    public synchronized void move(Path from, Path to) throws IOException {
        if (!files.containsKey(from)) {
            throw new NoSuchFileException(from.toString());
        }
        change("move " + from, () -> files.put(to, Objects.requireNonNull(files.remove(from))), Optional.empty());
    }

    @Override
    public synchronized void delete(Path file) throws IOException {
        if (folders.contains(file)) {
            boolean used = files.keySet().stream().anyMatch(path -> parent(path).equals(file));
            if (used) {
                throw new DirectoryNotEmptyException(file.toString());
            }
            change("rmdir " + file, () -> folders.remove(file), Optional.empty());
        } else if (files.containsKey(file)) {
            change("delete " + file, () -> files.remove(file), Optional.empty());
        }
    }

    @Override
    public synchronized boolean exists(Path file) {
        return files.containsKey(file) || folders.contains(file);
    }

    @Override
    public synchronized List<String> list(Path directory) {
        TreeSet<String> names = new TreeSet<>();
        List<Path> all = new ArrayList<>(files.keySet());
        all.addAll(folders);
        for (Path path : all) {
            if (parent(path).equals(directory) && !path.equals(directory)) {
                names.add(path.getFileName().toString());
            }
        }
        return List.copyOf(names);
    }

    @Override
    public synchronized long usableBytes(Path directory) {
        return usableBytes;
    }

    /** Paths of all files there are. */
    public synchronized List<Path> paths() {
        return List.copyOf(files.keySet());
    }

    /** Changes one byte behind everybody's back. */
    public synchronized void flip(Path file, int at, int mask) {
        Objects.requireNonNull(files.get(file)).now[at] ^= (byte) mask;
    }

    private final class Open implements DiskFile {
        private final Node node;
        private final int opened;

        Open(Node node, int opened) {
            this.node = node;
            this.opened = opened;
        }

        private void checkAlive() throws IOException {
            if (opened != generation) {
                throw new IOException("the machine crashed since this file was opened");
            }
        }

        @Override
        public long size() throws IOException {
            synchronized (CrashDisk.this) {
                checkAlive();
                return node.now.length;
            }
        }

        @Override
        public byte[] read(long position, int length) throws IOException {
            synchronized (CrashDisk.this) {
                checkAlive();
                if (position + length > node.now.length) {
                    throw new EOFException("the file ends at byte " + node.now.length);
                }
                return Arrays.copyOfRange(node.now, (int) position, (int) position + length);
            }
        }

        @Override
        public void write(byte[] bytes, int from, int length, long position) throws IOException {
            synchronized (CrashDisk.this) {
                checkAlive();
                change(
                        "write",
                        () -> put(bytes, from, length, (int) position),
                        Optional.of(() -> put(bytes, from, length / 2, (int) position)));
            }
        }

        private void put(byte[] bytes, int from, int length, int position) {
            if (node.now.length < position + length) {
                node.now = Arrays.copyOf(node.now, position + length);
            }
            System.arraycopy(bytes, from, node.now, position, length);
            node.lastFrom = position;
            node.lastTo = position + length;
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (CrashDisk.this) {
                checkAlive();
                if (size < node.now.length) {
                    change("truncate", () -> node.now = Arrays.copyOf(node.now, (int) size), Optional.empty());
                }
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (CrashDisk.this) {
                checkAlive();
                change(
                        "fdatasync",
                        () -> {
                            node.durable = node.now.clone();
                            node.lastFrom = node.now.length;
                            node.lastTo = node.now.length;
                        },
                        Optional.empty());
            }
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
