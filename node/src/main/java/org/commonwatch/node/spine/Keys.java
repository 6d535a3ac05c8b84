package org.commonwatch.node.spine;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.MlDsaSigningKey;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.seal.EncryptionKey;
import org.commonwatch.ledger.vault.Vault;

/**
 * The node's private keys, one per role, made at first start and kept locked in {@code keys/}, see {@link KeyRoom}. Whoever opens
 * them can sign in this organisation's name.
 */
final class Keys {
    /** A cosigner that was set back could sign a second history, so these are in no backup. */
    private static final String COSIGNER = "cosigner";

    /** Behind a log's name, for the key that states its times. */
    static final String TIME = "-time";

    private static final Pattern COSIGNER_FILE = Pattern.compile("(epoch-[0-9]+-cosigner-.*|cosigner(-[0-9]+)?)\\.key");

    private final Home home;
    private final Vault vault;
    private final SecureRandom random;

    Keys(Home home, SecureRandom random) {
        this.home = home;
        this.vault = KeyRoom.of(home, random);
        this.random = random;
    }

    /** Signs this organisation's statements, in one of the generations that {@link OwnKeys} knows, counted from 1. */
    SigningKey author(int generation) {
        return key(role("author", generation));
    }

    /** Which of its keys this organisation speaks with where; one for a home folder. */
    OwnKeys own() {
        return home.own(() -> new OwnKeys(home, this));
    }

    /** Whether this organisation ever signed anything. */
    boolean isFresh() {
        synchronized (vault) {
            return !vault.roles().contains("author");
        }
    }

    /** Destroys an author's key that signs nowhere any more. */
    void forgetAuthor(int generation) {
        synchronized (vault) {
            vault.delete(role("author", generation));
        }
    }

    private static String role(String what, int generation) {
        return generation == 1 ? what : what + "-" + generation;
    }

    /** Signs the checkpoints and log times of one log. */
    SigningKey log(String name) {
        return key("log-" + name);
    }

    /**
     * Signs checkpoints, or times, of one log in its founder's epoch from this seat on: the second and later ones in its council have
     * keys of their own.
     *
     * @param what the log's name, with {@link #TIME} for its times
     * @param seat counted from 1; the first has the keys of a log that this node orders alone
     */
    SigningKey seat(String what, int seat) {
        return seat == 1 ? log(what) : key("seat-" + seat + "-log-" + what);
    }

    /** How many seats in a log's council this node has made keys for, the present one included; at least 1. */
    int seats(String name) {
        Pattern role = Pattern.compile("seat-([0-9]{1,4})-log-" + Pattern.quote(name));
        synchronized (vault) {
            return vault.roles().stream()
                    .map(role::matcher)
                    .filter(Matcher::matches)
                    .mapToInt(match -> Integer.parseInt(match.group(1)))
                    .max()
                    .orElse(1);
        }
    }

    /**
     * Signs the checkpoints and the times of one log in an epoch from the second on: the terms of an epoch name one key for each
     * node that orders.
     */
    SigningKey log(String name, long epoch) {
        return key("epoch-" + epoch + "-log-" + name);
    }

    /** Cosigns one log in an epoch from the second on. */
    MlDsaSigningKey cosigner(String name, long epoch) {
        return MlDsaSigningKey.ofSeed(seed(
                "epoch-" + epoch + "-" + COSIGNER + "-" + name,
                () -> MlDsaSigningKey.generate(random).seed()));
    }

    static boolean isCosigner(Path file) {
        return COSIGNER_FILE.matcher(file.getFileName().toString()).matches();
    }

    /** Cosigns checkpoints of logs that this node holds, and nothing else; called after the author's key it was made with. */
    MlDsaSigningKey cosigner(int generation) {
        return MlDsaSigningKey.ofSeed(seed(
                role(COSIGNER, generation),
                () -> MlDsaSigningKey.generate(random).seed()));
    }

    /** Destroys a cosigner's key that counts nowhere any more. */
    void forgetCosigner(int generation) {
        synchronized (vault) {
            vault.delete(role(COSIGNER, generation));
        }
    }

    /** Opens what is encrypted to this organisation, and nothing else. */
    EncryptionKey encryption(int generation) {
        return EncryptionKey.ofSeed(seed(
                role("encryption", generation),
                () -> EncryptionKey.generate(random).seed()));
    }

    private SigningKey key(String role) {
        return SigningKey.ofSeed(seed(role, () -> SigningKey.generate(random).seed()));
    }

    /** The 32 secret bytes of a role; made when there are none yet. */
    private byte[] seed(String role, Supplier<byte[]> fresh) {
        synchronized (vault) {
            try {
                Optional<byte[]> kept = vault.read(role);
                if (kept.isPresent()) {
                    return kept.orElseThrow();
                }
                byte[] seed = fresh.get();
                vault.write(role, seed);
                return seed;
            } catch (Refused damaged) {
                throw new HomeUnusable("a key file is damaged: " + damaged.getMessage() + "; restore it from a backup");
            }
        }
    }
}
