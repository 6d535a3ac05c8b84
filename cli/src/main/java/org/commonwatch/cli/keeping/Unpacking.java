package org.commonwatch.cli.keeping;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks a backup into an empty folder of its own. A name may only consist of plain parts (letters, digits, dot, dash,
 * underscore, plus; none starting with a dot), so that nothing lands outside, hidden, or twice on a disk that folds case.
 * Every file is durable before this returns.
 */
final class Unpacking {
    /** Files and folders of one backup: a ledger of a thousand million entries has four million tiles. */
    static final long ENTRIES_MAX = 20_000_000;

    static final int NAME_CHARS_MAX = 400;
    private static final Pattern PLAIN_PART = Pattern.compile("[A-Za-z0-9_+-][A-Za-z0-9_.+-]{0,200}");
    private static final FileAttribute<?>[] NONE = {};

    private final Path into;
    private final boolean posix;
    private final Map<String, Part> parts = new TreeMap<>();

    /**
     * @param files how many files under one top-level name
     * @param bytes how many bytes in them
     */
    record Part(long files, long bytes) {
        Part plus(long size) {
            return new Part(files + 1, bytes + size);
        }
    }

    Unpacking(Path into) {
        this.into = into;
        this.posix = into.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** @return files and bytes by top-level name */
    Map<String, Part> unpack(TarReader tar, java.util.function.LongConsumer progress) throws IOException, Refused {
        long entries = 0;
        byte[] buffer = new byte[64 * 1024];
        for (Optional<TarReader.Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
            if (++entries > ENTRIES_MAX) {
                throw Refusal.of("backup-entries", "byte " + tar.position(), "More than " + ENTRIES_MAX + " files.")
                        .toException();
            }
            TarReader.Entry entry = next.get();
            String name = plainName(entry, tar.position());
            if (name.isEmpty()) {
                continue;
            }
            if (entry.folder()) {
                makeFolders(into.resolve(name));
            } else {
                write(tar, name, buffer);
                parts.merge(topOf(name), new Part(1, entry.size()), (a, b) -> a.plus(b.bytes()));
            }
            progress.accept(tar.position());
        }
        return parts;
    }

    /** The name as a relative path inside the folder; empty for the folder itself. */
    private static String plainName(TarReader.Entry entry, long at) throws Refused {
        String name = entry.name();
        while (name.startsWith("./")) {
            name = name.substring(2);
        }
        if (entry.folder() && name.endsWith("/")) {
            name = name.substring(0, name.length() - 1);
        }
        if (entry.folder() && (name.isEmpty() || name.equals("."))) {
            return "";
        }
        boolean plain = name.length() <= NAME_CHARS_MAX;
        for (String part : name.split("/", -1)) {
            plain &= PLAIN_PART.matcher(part).matches();
        }
        if (!plain) {
            throw Refusal.of(
                            "backup-name",
                            "byte " + at,
                            "A name in the backup could lead out of the folder.",
                            entry.name())
                    .toException();
        }
        return name;
    }

    private void write(TarReader tar, String name, byte[] buffer) throws IOException, Refused {
        Path file = into.resolve(name);
        makeFolders(file.getParent());
        try {
            Files.createFile(file, ownerOnly("rw-------"));
        } catch (FileAlreadyExistsException e) {
            throw Refusal.of("backup-name-twice", "byte " + tar.position(), "A name stands twice in the backup.", name)
                    .toException();
        }
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int n = tar.read(buffer); n >= 0; n = tar.read(buffer)) {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            out.force(true);
        }
    }

    private void makeFolders(@Nullable Path folder) throws IOException, Refused {
        if (folder == null || folder.equals(into)) {
            return;
        }
        makeFolders(folder.getParent());
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(folder, ownerOnly("rwx------"));
        } else if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw Refusal.of(
                            "backup-name-twice",
                            "",
                            "A name is a file and a folder at once.",
                            folder.getFileName().toString())
                    .toException();
        }
    }

    /** Makes a folder that only this user can enter. */
    static void makePrivateFolder(Path folder) throws IOException {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        Files.createDirectory(
                folder,
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                        }
                        : NONE);
    }

    private FileAttribute<?>[] ownerOnly(String permissions) {
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : NONE;
    }

    private static String topOf(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? name : name.substring(0, slash) + "/";
    }

    /** Deletes a folder and what is in it, following no link. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
