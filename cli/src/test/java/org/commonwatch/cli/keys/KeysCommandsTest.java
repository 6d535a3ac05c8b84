package org.commonwatch.cli.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import org.commonwatch.cli.Shell;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.vault.SecretPlace;
import org.commonwatch.ledger.vault.Unlock;
import org.commonwatch.ledger.vault.Vault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandsTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    Path folder;

    private Path keys() {
        return folder.resolve("home/keys");
    }

    private Path secret() {
        return folder.resolve("state/commonwatch/secrets/" + "ab".repeat(16) + ".secret");
    }

    @BeforeEach
    void aHomeAsTheNodeMakesIt() throws Exception {
        String id = "ab".repeat(16);
        SecretPlace place = SecretPlace.of(
                java.util.Map.of("XDG_STATE_HOME", folder.resolve("state").toString()), id);
        Unlock.Secret secret = SecretPlace.fresh(RANDOM);
        place.put(secret);
        Vault.create(LocalDisk.ownerOnly(), keys(), id, secret, RANDOM).write("author", seed());
    }

    private static byte[] seed() {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) 5);
        return seed;
    }

    private Shell shell() {
        return new Shell(folder)
                .with("XDG_STATE_HOME", folder.resolve("state").toString())
                .with("COMMONWATCH_HOME", "home");
    }

    private void assertOpens(Unlock unlock) throws Refused {
        assertArrayEquals(
                seed(),
                Vault.open(LocalDisk.ownerOnly(), keys(), unlock, RANDOM)
                        .read("author")
                        .orElseThrow());
    }

    private static Unlock.Secret in(Path file) throws IOException, Refused {
        return Unlock.Secret.of(Files.readAllBytes(file));
    }

    @Test
    void statusSaysWhereTheSecretLiesAndWhetherItOpens() throws Exception {
        Shell.Said said = shell().run("keys", "status");
        assertEquals(Exit.DONE, said.code(), said.err());
        assertTrue(said.out().contains(secret().toString()), said.out());
        Files.move(secret(), folder.resolve("elsewhere"));
        Shell.Said gone = shell().run("keys", "status", "--json");
        assertEquals(Exit.REFUSED, gone.code());
        assertTrue(gone.out().contains("reencrypt --recovery"), gone.out());
    }

    @Test
    void aRecoveryFileBringsBackWhoLostTheSecret() throws Exception {
        Shell.Said wrote = shell().run("keys", "recovery", "paper");
        assertEquals(Exit.DONE, wrote.code(), wrote.err());
        Path paper = folder.resolve("paper");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(paper)));
        Files.delete(secret());
        assertEquals(Exit.REFUSED, shell().run("keys", "reencrypt").code());
        Shell.Said back = shell().run("keys", "reencrypt", "--recovery", "paper");
        assertEquals(Exit.DONE, back.code(), back.err());
        assertOpens(in(secret()));
        Shell.Said again = shell().run("keys", "reencrypt", "--recovery", "paper");
        assertEquals(Exit.REFUSED, again.code());
        assertTrue(again.err().contains("recovery-other"), again.err());
    }

    @Test
    void aRecoveryFileIsNotPutWhereACopyWouldTakeItAlong() {
        Shell.Said said = shell().run("keys", "recovery", "home/paper");
        assertEquals(Exit.USAGE, said.code());
        assertFalse(Files.exists(folder.resolve("home/paper")));
    }

    @Test
    void goesOverToAFileAndToAPassphraseAndBack() throws Exception {
        byte[] first = Files.readAllBytes(secret());
        Path own = folder.resolve("own");
        Files.writeString(own, "z".repeat(50));
        Shell.Said open = shell().run("keys", "reencrypt", "--secret-file", "own");
        assertTrue(open.err().contains("chmod 600"), open.err());
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-------"));
        Shell.Said said = shell().run("keys", "reencrypt", "--secret-file", "own");
        assertEquals(Exit.DONE, said.code(), said.err());
        assertTrue(said.out().contains("COMMONWATCH_SECRET_FILE="), said.out());
        assertOpens(in(own));
        assertArrayEquals(first, Files.readAllBytes(secret()), "the old one is the owner's to destroy");

        Shell.Said differ = shell().with("COMMONWATCH_SECRET_FILE", own.toString())
                .input("storks over Varna\nstorks over Burgas\n")
                .run("keys", "reencrypt", "--passphrase");
        assertEquals(Exit.REFUSED, differ.code());
        assertOpens(in(own));
        Shell.Said words = shell().with("COMMONWATCH_SECRET_FILE", own.toString())
                .input("storks over Varna\nstorks over Varna\n")
                .run("keys", "reencrypt", "--passphrase");
        assertEquals(Exit.DONE, words.code(), words.err());
        assertOpens(Unlock.Passphrase.of("storks over Varna".toCharArray()));

        Shell.Said back = shell().input("storks over Varna\n").run("keys", "reencrypt");
        assertEquals(Exit.DONE, back.code(), back.err());
        assertOpens(in(secret()));
    }

    @Test
    void changesNothingUnderARunningNode() throws Exception {
        try (FileChannel lock = FileChannel.open(
                        folder.resolve("home/lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = lock.lock()) {
            assertTrue(held.isValid());
            Shell.Said said = shell().run("keys", "reencrypt");
            assertEquals(Exit.REFUSED, said.code());
            assertTrue(said.err().contains("node-runs"), said.err());
        }
        assertOpens(in(secret()));
    }
}
