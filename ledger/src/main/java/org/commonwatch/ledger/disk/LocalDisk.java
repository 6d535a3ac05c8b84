package org.commonwatch.ledger.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The machine's own file system. Immutable. */
public final class LocalDisk implements Disk {
    /** One write call: larger ones would make the JDK keep an equally large direct buffer for each writing thread. */
    private static final int WRITE_BYTES_MAX = 256 * 1024;

    private static final FileAttribute<?>[] USUAL = {};
    private static final FileAttribute<?>[] OWNER_ONLY = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };

    /** What a new file gets. */
    private final FileAttribute<?>[] fresh;

    public LocalDisk() {
        this(USUAL);
    }

    private LocalDisk(FileAttribute<?>[] fresh) {
        this.fresh = fresh;
    }

    /** New files are readable by this user alone, where the file system knows such a thing. */
    public static LocalDisk ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return new LocalDisk(posix ? OWNER_ONLY : USUAL);
    }

    @Override
    public DiskFile openToRead(Path file) throws IOException {
        return new ChannelFile(FileChannel.open(file, StandardOpenOption.READ));
    }

    @Override
    public DiskFile openToWrite(Path file) throws IOException {
        return new ChannelFile(FileChannel.open(
                file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE), fresh));
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        Files.createDirectories(directory);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public boolean exists(Path file) {
        return Files.exists(file);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::getFileName).map(Path::toString).sorted().toList();
        }
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        // One statvfs call; a FileStore would read the mount table each time.
        return directory.toFile().getUsableSpace();
    }

    private record ChannelFile(FileChannel channel) implements DiskFile {
        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public byte[] read(long position, int length) throws IOException {
            byte[] bytes = new byte[length];
            ByteBuffer into = ByteBuffer.wrap(bytes);
            while (into.hasRemaining()) {
                into.limit(Math.min(length, into.position() + WRITE_BYTES_MAX));
                if (channel.read(into, position + into.position()) < 0) {
                    throw new EOFException("the file ends at byte " + channel.size() + ", wanted " + length
                            + " bytes from " + position);
                }
                into.limit(length);
            }
            return bytes;
        }

        @Override
        public void write(byte[] bytes, int from, int length, long position) throws IOException {
            int done = 0;
            while (done < length) {
                int now = Math.min(WRITE_BYTES_MAX, length - done);
                done += channel.write(ByteBuffer.wrap(bytes, from + done, now), position + done);
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
