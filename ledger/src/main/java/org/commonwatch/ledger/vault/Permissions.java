package org.commonwatch.ledger.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/** Who else may read a secret's file. Links are followed: the file they lead to counts. */
public final class Permissions {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);
    private static final Set<PosixFilePermission> GROUP = EnumSet.of(
            PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE);

    private Permissions() {}

    /**
     * Nobody but the file's owner may read or write it. Where files have no such permissions everything passes.
     *
     * @throws Refused {@code permissions-open} with the command that mends it
     */
    public static void ownerOnly(Path file) throws Refused, IOException {
        check(file, true);
    }

    /** As above, but a group may: systemd shows the access list of a credential as its group's rights. */
    static void notOthers(Path file) throws Refused, IOException {
        check(file, false);
    }

    private static void check(Path file, boolean groupToo) throws Refused, IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Set<PosixFilePermission> found = EnumSet.noneOf(PosixFilePermission.class);
        found.addAll(Files.getPosixFilePermissions(file));
        Set<PosixFilePermission> wrong = EnumSet.copyOf(OTHERS);
        if (groupToo) {
            wrong.addAll(GROUP);
        }
        found.retainAll(wrong);
        if (!found.isEmpty()) {
            throw Refusal.of(
                            "permissions-open",
                            file.toString(),
                            "Others on this machine may read or write " + file + ". Close it with: chmod 600 '" + file
                                    + "' - and if others could have read it, encrypt the keys anew with: commonwatch"
                                    + " keys reencrypt")
                    .toException();
        }
    }
}
