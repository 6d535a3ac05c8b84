package org.commonwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.kernel.HomeFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code restore}: a backup comes back whole, and a bad one leaves nothing. */
class RestoreTest {
    @TempDir
    Path folder;

    private Shell.Said restore(byte[] tar) throws IOException {
        Files.write(folder.resolve("b.tar"), tar);
        return new Shell(folder).run("restore", "b.tar", "--home", "home");
    }

    private static TarBytes backup() {
        return new TarBytes()
                .folder("keys/")
                .file("format", "1\n")
                .file("keys/node.key", "secret")
                .file("local.db", "x".repeat(70_000));
    }

    private void assertNothingLeft() {
        assertFalse(Files.exists(folder.resolve("home")), "no home");
        assertFalse(Files.exists(folder.resolve("home.restoring")), "no half of one");
    }

    @Test
    void bringsABackupBack() throws IOException {
        Shell.Said said = restore(backup().end());
        assertEquals(Exit.DONE, said.code(), said.err());
        Path home = folder.resolve("home");
        assertEquals("secret", Files.readString(home.resolve("keys/node.key")));
        assertEquals(70_000, Files.size(home.resolve("local.db")));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("local.db"))));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home)));
        assertTrue(said.out().contains("keys/     1      6 B"), said.out());
    }

    @Test
    void restoresIntoAnEmptyFolder() throws IOException {
        Files.createDirectory(folder.resolve("home"));
        assertEquals(Exit.DONE, restore(backup().end()).code());
    }

    @Test
    void refusesAFolderInUse() throws IOException {
        Files.createDirectory(folder.resolve("home"));
        Files.writeString(folder.resolve("home/local.db"), "mine");
        Shell.Said said = restore(backup().end());
        assertEquals(Exit.REFUSED, said.code());
        assertTrue(said.err().contains("is not empty"), said.err());
        assertEquals("mine", Files.readString(folder.resolve("home/local.db")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "/etc/evil",
                "keys/../../evil",
                "keys//evil",
                "keys/./evil",
                ".hidden",
                "keys/.hidden",
                "a\\b",
                "a\nb",
                "c:evil",
                "",
                ".."
            })
    void refusesNamesThatLeadElsewhere(String name) throws IOException {
        Shell.Said said = restore(backup().file(name, "evil").end());
        assertEquals(Exit.REFUSED, said.code(), said.out());
        assertTrue(said.err().contains("could lead out of the folder"), said.err());
        assertNothingLeft();
        assertFalse(Files.exists(folder.resolveSibling("evil")));
    }

    @Test
    void refusesALongNameThatLeadsElsewhere() throws IOException {
        Shell.Said said =
                restore(backup().pax("path", "../evil").file("harmless", "evil").end());
        assertEquals(Exit.REFUSED, said.code());
        assertNothingLeft();
    }

    @Test
    void readsLongNames() throws IOException {
        String name = "archive/home/tile/entries/" + "x001/".repeat(30) + "999";
        assertEquals(
                Exit.DONE,
                restore(backup().pax("path", name).file("short", "tile").end()).code());
        assertEquals("tile", Files.readString(folder.resolve("home").resolve(name)));
    }

    @ParameterizedTest
    @ValueSource(chars = {'1', '2', '3', '4', '6', 'S', 'V'})
    void refusesLinksAndDevices(char kind) throws IOException {
        Shell.Said said = restore(backup().entry("keys/link", kind, new byte[0]).end());
        assertEquals(Exit.REFUSED, said.code());
        assertTrue(said.err().contains("neither a file nor a folder"), said.err());
        assertNothingLeft();
    }

    @Test
    void refusesANameThatStandsTwice() throws IOException {
        Shell.Said said = restore(backup().file("local.db", "another").end());
        assertEquals(Exit.REFUSED, said.code());
        assertTrue(said.err().contains("stands twice"), said.err());
        assertNothingLeft();
    }

    @Test
    void refusesABackupCutAnywhere() throws IOException {
        byte[] whole = backup().end();
        for (int length = 0; length < whole.length - 1; length += 511) {
            Shell.Said said = restore(Arrays.copyOf(whole, length));
            assertEquals(Exit.REFUSED, said.code(), "cut to " + length + " bytes: " + said.err());
            assertNothingLeft();
        }
    }

    @Test
    void refusesADamagedHeader() throws IOException {
        byte[] bytes = backup().end();
        bytes[3] ^= 1;
        Shell.Said said = restore(bytes);
        assertEquals(Exit.REFUSED, said.code());
        assertTrue(said.err().contains("byte 0: This is no tar header"), said.err());
        assertNothingLeft();
    }

    @Test
    void refusesANewerFormatAndNone() throws IOException {
        Shell.Said newer = restore(
                new TarBytes().file("format", (HomeFormat.NEWEST + 1) + "\n").end());
        assertEquals(Exit.REFUSED, newer.code());
        assertTrue(newer.err().contains("written by a newer release"), newer.err());
        assertNothingLeft();
        Shell.Said none = restore(new TarBytes().file("other", "1\n").end());
        assertEquals(Exit.REFUSED, none.code());
        assertNothingLeft();
    }

    @Test
    void saysThatACompressedBackupMustBeUnpacked() throws IOException {
        Path file = folder.resolve("c.tar.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(backup().end());
        }
        Shell.Said said = new Shell(folder).run("restore", "c.tar.gz", "--home", "home");
        assertEquals(Exit.REFUSED, said.code());
        assertTrue(said.err().contains("gunzip"), said.err());
        assertNothingLeft();
    }
}
