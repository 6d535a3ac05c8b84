package org.commonwatch.node.spine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.commonwatch.kernel.HomeFormat;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFile;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.vault.Unlock;
import org.commonwatch.ledger.vault.Vault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a node's keys are opened at the start, and how an older home's are locked. */
class KeyRoomTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final List<String> ROLES = List.of("author", "cosigner", "encryption", "log-home", "log-home-time");

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    private Path home() {
        return folder.resolve("home");
    }

    private Path state() {
        return folder.resolve("state");
    }

    private static final Passphrases NOBODY = new Passphrases() {
        @Override
        public boolean wanted() {
            return false;
        }

        @Override
        public Unlock.Passphrase ask() {
            throw new AssertionError("nobody is asked");
        }

        @Override
        public Unlock.Passphrase choose() {
            throw new AssertionError("nobody is asked");
        }
    };

    private Map<String, byte[]> open() throws Refused {
        return open(LocalDisk.ownerOnly(), NOBODY);
    }

    /** Starts in the folder as a node does, and reads what it finds. */
    private Map<String, byte[]> open(Disk disk, Passphrases passphrases) throws Refused {
        environment.putIfAbsent("XDG_STATE_HOME", state().toString());
        try (Home home = Home.open(home())) {
            Vault vault = new KeyRoom(home, environment, passphrases, RANDOM, disk).open();
            Map<String, byte[]> found = new TreeMap<>();
            for (String role : vault.roles()) {
                found.put(role, vault.read(role).orElseThrow());
            }
            return found;
        }
    }

    private void start(String role) throws Refused {
        environment.putIfAbsent("XDG_STATE_HOME", state().toString());
        try (Home home = Home.open(home())) {
            new KeyRoom(home, environment, NOBODY, RANDOM, LocalDisk.ownerOnly())
                    .open()
                    .write(role, new byte[32]);
        }
    }

    private String unusable() {
        return String.valueOf(assertThrows(HomeUnusable.class, this::open).getMessage());
    }

    /** As a release before locked keys left it. */
    private Map<String, byte[]> olderHome() throws IOException {
        Files.createDirectories(home().resolve("keys"));
        Files.writeString(home().resolve("format"), "1\n");
        Map<String, byte[]> seeds = new TreeMap<>();
        for (String role : ROLES) {
            byte[] seed = new byte[32];
            RANDOM.nextBytes(seed);
            seeds.put(role, seed);
            Path file = home().resolve("keys").resolve(role + ".seed");
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, HexFormat.of().formatHex(seed) + "\n");
        }
        return seeds;
    }

    private static void assertSame(Map<String, byte[]> wanted, Map<String, byte[]> found) {
        assertEquals(wanted.keySet(), found.keySet());
        wanted.forEach((role, seed) -> assertArrayEquals(seed, found.get(role), role));
    }

    private List<Path> secrets() throws IOException {
        try (Stream<Path> files = Files.walk(state())) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private boolean holdsClear(Map<String, byte[]> seeds) throws IOException {
        try (Stream<Path> files = Files.walk(home())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (byte[] seed : seeds.values()) {
                    if (text.contains(HexFormat.of().formatHex(seed))
                            || text.contains(new String(seed, StandardCharsets.ISO_8859_1))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    @Test
    void withNothingConfiguredTheHomeAloneOpensNothing() throws Exception {
        start("author");
        assertEquals(1, secrets().size());
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(secrets().getFirst())));
        assertFalse(secrets().getFirst().startsWith(home()));
        assertEquals(java.util.Set.of("author"), open().keySet());
        Files.delete(secrets().getFirst());
        String said = unusable();
        assertTrue(said.contains("commonwatch keys reencrypt --recovery"), said);
        assertTrue(said.contains(state().toString()), said);
    }

    @Test
    void locksTheKeysOfAnOlderHome() throws Exception {
        Map<String, byte[]> seeds = olderHome();
        Files.writeString(home().resolve("keys/author.seed.new"), "0".repeat(64));
        Files.setPosixFilePermissions(
                home().resolve("keys/author.seed.new"), PosixFilePermissions.fromString("rw-------"));
        assertTrue(holdsClear(seeds));
        assertSame(seeds, open());
        assertFalse(holdsClear(seeds));
        assertEquals(
                "" + HomeFormat.NEWEST,
                Files.readString(home().resolve("format")).strip());
        assertSame(seeds, open());
        try (Stream<Path> files = Files.list(home().resolve("keys"))) {
            assertFalse(files.anyMatch(file -> file.toString().contains(".seed")));
        }
    }

    /** A disk that stops at one of its changes, before or after doing it, as a killed process does. */
    private static final class StoppingDisk implements Disk {
        private final Disk disk = LocalDisk.ownerOnly();
        private final boolean after;
        private int left;

        StoppingDisk(int changes, boolean after) {
            this.left = changes;
            this.after = after;
        }

        private interface Change {
            void make() throws IOException;
        }

        private void change(Change change) throws IOException {
            if (--left < 0) {
                throw new IOException("killed");
            }
            if (left == 0) {
                if (after) {
                    change.make();
                }
                left = -1;
                throw new IOException("killed");
            }
            change.make();
        }

        @Override
        public DiskFile openToRead(Path file) throws IOException {
            return disk.openToRead(file);
        }

        @Override
        public DiskFile openToWrite(Path file) throws IOException {
            change(() -> {});
            return disk.openToWrite(file);
        }

        @Override
        public void createDirectories(Path directory) throws IOException {
            disk.createDirectories(directory);
        }

        @Override
        public void syncDirectory(Path directory) throws IOException {
            change(() -> disk.syncDirectory(directory));
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            change(() -> disk.move(from, to));
        }

        @Override
        public void delete(Path file) throws IOException {
            change(() -> disk.delete(file));
        }

        @Override
        public boolean exists(Path file) {
            return disk.exists(file);
        }

        @Override
        public List<String> list(Path directory) throws IOException {
            return disk.list(directory);
        }

        @Override
        public long usableBytes(Path directory) throws IOException {
            return disk.usableBytes(directory);
        }
    }

    @Test
    void aKillAtAnyStepOfLockingLosesNoKey() throws Exception {
        boolean done = false;
        int kills = 0;
        for (int step = 1; !done; step++) {
            for (boolean after : new boolean[] {false, true}) {
                delete(home());
                Map<String, byte[]> seeds = olderHome();
                try {
                    open(new StoppingDisk(step, after), NOBODY);
                    done = true;
                } catch (HomeUnusable killed) {
                    kills++;
                }
                assertSame(seeds, open());
                assertFalse(holdsClear(seeds));
            }
        }
        assertTrue(kills > 20, "kills: " + kills);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void anOlderReleaseIsKeptOutBeforeTheFirstClearKeyGoes() throws Exception {
        olderHome();
        for (int step = 1; Files.exists(home().resolve("keys/author.seed")); step++) {
            try {
                open(new StoppingDisk(step, true), NOBODY);
            } catch (HomeUnusable killed) {
                boolean oneGone =
                        ROLES.stream().anyMatch(role -> !Files.exists(home().resolve("keys/" + role + ".seed")));
                if (oneGone) {
                    assertEquals(
                            "" + HomeFormat.NEWEST,
                            Files.readString(home().resolve("format")).strip());
                }
            }
        }
    }

    @Test
    void aNamedSecretLocksAndOpens() throws Exception {
        Path secret = folder.resolve("secret");
        Files.writeString(secret, "correct horse battery staple, four times\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        environment.put("COMMONWATCH_SECRET_FILE", secret.toString());
        start("author");
        assertFalse(Files.exists(state()), "none is made");
        assertEquals(java.util.Set.of("author"), open().keySet());
        Files.writeString(secret, "another one, and long enough to count\n");
        assertTrue(unusable().contains("does not open the keys"), unusable());
        Files.writeString(secret, "short\n");
        assertTrue(unusable().contains("at least 32 bytes"), unusable());
    }

    @Test
    void aSystemdCredentialIsTakenThoughItsGroupMayReadIt() throws Exception {
        Path credential = folder.resolve("credentials/commonwatch-secret");
        Files.createDirectories(folder.resolve("credentials"));
        Files.writeString(credential, "x".repeat(44));
        Files.setPosixFilePermissions(credential, PosixFilePermissions.fromString("r--r-----"));
        environment.put("CREDENTIALS_DIRECTORY", folder.resolve("credentials").toString());
        start("author");
        assertFalse(Files.exists(state()), "none is made");
        Files.setPosixFilePermissions(credential, PosixFilePermissions.fromString("r--r--r--"));
        assertTrue(unusable().contains("chmod 600"), unusable());
    }

    @Test
    void filesThatOthersMayReadAreRefusedWithTheCommandThatMendsThem() throws Exception {
        start("author");
        for (Path file :
                List.of(secrets().getFirst(), home().resolve("keys/author.key"), home().resolve("keys/vault"))) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
            assertTrue(unusable().contains("chmod 600 '" + file + "'"), unusable());
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        assertEquals(java.util.Set.of("author"), open().keySet());
    }

    private static Passphrases typing(String words, boolean wanted) {
        return new Passphrases() {
            @Override
            public boolean wanted() {
                return wanted;
            }

            @Override
            public Unlock.Passphrase ask() throws Refused {
                return Unlock.Passphrase.of(words.toCharArray());
            }

            @Override
            public Unlock.Passphrase choose() throws Refused {
                return ask();
            }
        };
    }

    @Test
    void aPassphraseIsAskedForAtEveryStart() throws Exception {
        assertEquals(Map.of(), open(LocalDisk.ownerOnly(), typing("storks over Varna", true)));
        assertFalse(Files.exists(state()), "no secret is made");
        assertEquals(Map.of(), open(LocalDisk.ownerOnly(), typing("storks over Varna", false)));
        assertThrows(HomeUnusable.class, () -> open(LocalDisk.ownerOnly(), typing("storks over Burgas", false)));
    }

    @Test
    void aDamagedKeyFileIsToldAndNotReplaced() throws Exception {
        try (Home home = Home.open(home())) {
            Vault vault = home.vault(() ->
                    new KeyRoom(home, Map.of("HOME", folder.toString()), NOBODY, RANDOM, LocalDisk.ownerOnly()).open());
            Keys keys = new Keys(home, RANDOM);
            byte[] public1 = keys.author(1).verifyingKey().toBytes();
            assertArrayEquals(
                    public1, new Keys(home, RANDOM).author(1).verifyingKey().toBytes());
            Path file = home.keys().resolve("author.key");
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));
            assertThrows(HomeUnusable.class, () -> keys.author(1));
            assertEquals(List.of("author"), vault.roles());
            assertEquals(bytes.length - 3, Files.size(file));
        }
    }
}
